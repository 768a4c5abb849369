-- Verify schema/public/referral_credits: stamped from schema/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.referral_credits}';
  v_expected text[] := array[
    'public.referral_credits: owner dochub_owner',
    'column public.referral_credits.user_id: uuid not null',
    'column public.referral_credits.credit_id: uuid not null',
    'column public.referral_credits.source: text not null',
    'column public.referral_credits.amount: integer not null',
    'column public.referral_credits.remaining: integer not null',
    'column public.referral_credits.redemption_id: uuid',
    'column public.referral_credits.hold_id: uuid',
    'column public.referral_credits.level: integer not null',
    'column public.referral_credits.granted_at: timestamp with time zone not null',
    'column public.referral_credits.vests_at: timestamp with time zone',
    'column public.referral_credits.vested_at: timestamp with time zone',
    'column public.referral_credits.expires_at: timestamp with time zone not null',
    'column public.referral_credits.clawed_back_at: timestamp with time zone',
    'constraint referral_credits_pkey on public.referral_credits: primary key',
    'constraint referral_credits_user_id_fkey on public.referral_credits: foreign key',
    'constraint referral_credits_source_check on public.referral_credits: check',
    'constraint referral_credits_amount_check on public.referral_credits: check',
    'constraint referral_credits_remaining_check on public.referral_credits: check',
    'constraint referral_credits_level_check on public.referral_credits: check',
    'constraint referral_credits_expires_at_check on public.referral_credits: check',
    'index public.referral_credits_burn_idx: valid t',
    'index public.referral_credits_pending_idx: valid t',
    'index public.referral_credits_redemption_idx: valid t',
    'trigger referral_credits_unsettle on public.referral_credits: tgenabled O',
    'trigger referral_credits_unsettle_more on public.referral_credits: tgenabled O'];
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
