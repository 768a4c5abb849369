-- Verify schema/public/discount_codes: stamped from schema/public/discount_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.discount_codes}';
  v_expected text[] := array[
    'public.discount_codes: owner dochub_owner',
    'column public.discount_codes.code: text not null',
    'column public.discount_codes.product_type: text not null',
    'column public.discount_codes.product_ids: text[] not null',
    'column public.discount_codes.benefit_kind: text not null',
    'column public.discount_codes.benefit_value: bigint not null',
    'column public.discount_codes.benefit_currency: text',
    'column public.discount_codes.lifespan_days: integer',
    'column public.discount_codes.starts_at: timestamp with time zone not null',
    'column public.discount_codes.expires_at: timestamp with time zone not null',
    'column public.discount_codes.max_redemptions: integer',
    'column public.discount_codes.times_redeemed: integer not null',
    'column public.discount_codes.first_time_only: boolean not null',
    'column public.discount_codes.min_amount_micros: bigint',
    'column public.discount_codes.currency: text',
    'column public.discount_codes.audience_cohort: text',
    'column public.discount_codes.audience_user_id: uuid',
    'column public.discount_codes.parent_code: text',
    'column public.discount_codes.depth: integer not null',
    'column public.discount_codes.owner_user_id: uuid',
    'column public.discount_codes.is_active: boolean not null',
    'column public.discount_codes.created_at: timestamp with time zone not null',
    'column public.discount_codes.updated_at: timestamp with time zone not null',
    'column public.discount_codes.benefit_hundredths: integer',
    'constraint discount_codes_pkey on public.discount_codes: primary key',
    'constraint discount_codes_parent_code_fkey on public.discount_codes: foreign key',
    'constraint discount_codes_audience_cohort_fkey on public.discount_codes: foreign key',
    'constraint discount_codes_terms_check on public.discount_codes: check',
    'index public.discount_codes_parent_code_idx: valid t',
    'index public.discount_codes_audience_cohort_idx: valid t',
    'index public.discount_codes_owner_user_id_idx: valid t',
    'trigger discount_codes_touch on public.discount_codes: tgenabled O'];
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
