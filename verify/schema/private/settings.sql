-- Verify schema/private/settings
begin;
select singleton, claim_email_path, claim_email_verified_path, claim_anonymous_path, client_address_header, client_address_key, address_bucket_factor, refusals_kept_for, refund_window, handshake_rows_per_user from private.settings where false;
select 1 / (obj_description('private.settings'::regclass) is not null)::int;
rollback;
