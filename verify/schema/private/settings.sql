-- Verify schema/private/settings
begin;
select singleton, claim_email_path, claim_email_verified_path, claim_anonymous_path, client_address_header, client_address_key, address_bucket_factor, refusals_kept_for, refund_window, referral_window, referral_reward_credits, referral_reward_lifetime, referral_rewards_per_period, referral_period, logs_kept_for, log_partitions_ahead, log_event_ids_kept_for, log_default_rows, unclaimed_courses_kept_for, handshake_rows_per_user from private.settings where false;
select 1 / (obj_description('private.settings'::regclass) is not null)::int;
rollback;
