-- Verify schema/public/user_profile: stamped from schema/public/user_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.user_profile}';
  v_expected text[] := array[
    'public.user_profile: owner dochub_owner',
    'column public.user_profile.user_id: uuid not null',
    'column public.user_profile.email: text',
    'column public.user_profile.is_email_verified: boolean not null',
    'column public.user_profile.first_name: text',
    'column public.user_profile.last_name: text',
    'column public.user_profile.display_name: text',
    'column public.user_profile.locale: text',
    'column public.user_profile.devices: jsonb not null',
    'column public.user_profile.referral_code: text',
    'column public.user_profile.role: text not null',
    'column public.user_profile.is_tester: boolean not null',
    'column public.user_profile.is_anonymous: boolean not null',
    'column public.user_profile.created_at: timestamp with time zone not null',
    'column public.user_profile.updated_at: timestamp with time zone not null',
    'column public.user_profile.erased_at: timestamp with time zone',
    'constraint user_profile_pkey on public.user_profile: primary key',
    'constraint user_profile_email_check on public.user_profile: check',
    'constraint user_profile_is_email_verified_check on public.user_profile: check',
    'constraint user_profile_first_name_check on public.user_profile: check',
    'constraint user_profile_last_name_check on public.user_profile: check',
    'constraint user_profile_display_name_check on public.user_profile: check',
    'constraint user_profile_locale_check on public.user_profile: check',
    'constraint user_profile_devices_check on public.user_profile: check',
    'constraint user_profile_referral_code_check on public.user_profile: check',
    'constraint user_profile_role_check on public.user_profile: check',
    'constraint user_profile_erased_check on public.user_profile: check',
    'trigger user_profile_unsettle on public.user_profile: tgenabled O',
    'trigger user_profile_claim on public.user_profile: tgenabled O',
    'trigger user_profile_touch on public.user_profile: tgenabled O',
    'trigger user_profile_sync on public.user_profile: tgenabled O'];
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
