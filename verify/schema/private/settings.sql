-- Verify schema/private/settings: stamped from schema/private/settings.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.settings}';
  v_expected text[] := array[
    'private.settings: owner dochub_owner',
    'column private.settings.singleton: boolean not null',
    'column private.settings.claim_email_path: text[] not null',
    'column private.settings.claim_email_verified_path: text[] not null',
    'column private.settings.claim_anonymous_path: text[] not null',
    'column private.settings.client_address_header: text',
    'column private.settings.client_address_key: bytea not null',
    'column private.settings.address_bucket_factor: integer not null',
    'column private.settings.refusals_kept_for: interval not null',
    'column private.settings.refund_window: interval not null',
    'column private.settings.referral_window: interval not null',
    'column private.settings.referral_reward_credits: integer not null',
    'column private.settings.referral_reward_lifetime: interval not null',
    'column private.settings.referral_rewards_per_period: integer not null',
    'column private.settings.referral_period: interval not null',
    'column private.settings.logs_kept_for: interval not null',
    'column private.settings.log_partitions_ahead: interval not null',
    'column private.settings.log_event_ids_kept_for: interval not null',
    'column private.settings.log_default_rows: integer not null',
    'column private.settings.maintenance_budget: interval not null',
    'column private.settings.unclaimed_courses_kept_for: interval not null',
    'column private.settings.handshake_rows_per_user: integer not null',
    'column private.settings.second_account_moves: boolean not null',
    'constraint settings_pkey on private.settings: primary key',
    'constraint settings_singleton_check on private.settings: check',
    'constraint settings_claim_email_path_check on private.settings: check',
    'constraint settings_claim_email_verified_path_check on private.settings: check',
    'constraint settings_claim_anonymous_path_check on private.settings: check',
    'constraint settings_client_address_header_check on private.settings: check',
    'constraint settings_client_address_key_check on private.settings: check',
    'constraint settings_address_bucket_factor_check on private.settings: check',
    'constraint settings_refusals_kept_for_check on private.settings: check',
    'constraint settings_refund_window_check on private.settings: check',
    'constraint settings_referral_window_check on private.settings: check',
    'constraint settings_referral_reward_credits_check on private.settings: check',
    'constraint settings_referral_reward_lifetime_check on private.settings: check',
    'constraint settings_referral_rewards_per_period_check on private.settings: check',
    'constraint settings_referral_period_check on private.settings: check',
    'constraint settings_logs_kept_for_check on private.settings: check',
    'constraint settings_log_partitions_ahead_check on private.settings: check',
    'constraint settings_log_event_ids_kept_for_check on private.settings: check',
    'constraint settings_log_default_rows_check on private.settings: check',
    'constraint settings_maintenance_budget_check on private.settings: check',
    'constraint settings_unclaimed_courses_kept_for_check on private.settings: check',
    'constraint settings_handshake_rows_per_user_check on private.settings: check'];
  v_found text[] := array(
    select format('%s: owner %s', oid::regclass, relowner::regrole) from pg_class where oid = any (v_tables)
    union all
    select format('column %s.%s: ', attrelid::regclass, attname)
        || format_type(atttypid, atttypmod) || case when attnotnull then ' not null' else '' end
      from pg_attribute where attrelid = any (v_tables) and attnum > 0 and not attisdropped
    union all
    select format('constraint %s on %s: ', conname, conrelid::regclass)
        || lower(substring(pg_get_constraintdef(oid) from '^\w+(?: KEY)?'))
      from pg_constraint where conrelid = any (v_tables)
    union all
    select format('index %s: valid %s', indexrelid::regclass, indisvalid) from pg_index where indrelid = any (v_tables)
    union all
    select format('trigger %s on %s: tgenabled %s', tgname, tgrelid::regclass, tgenabled)
      from pg_trigger where tgrelid = any (v_tables) and not tgisinternal);
  v_difference text := (
    select string_agg(line, E'\n' order by substr(line, 3), line) from (
      select '- ' || e from unnest(v_expected) as e where e <> all (v_found)
      union all select '+ ' || f from unnest(v_found) as f where f <> all (v_expected)
        and split_part(f, ': ', 1) in (select split_part(e, ': ', 1) from unnest(v_expected) as e)) as d (line));
begin
  if v_difference <> '' then
    raise exception E'- is expected, + is found:\n%', v_difference;
  end if;
end
$verify$;
rollback;
