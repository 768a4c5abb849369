-- Verify schema/public/cohorts: stamped from schema/public/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.cohorts}';
  v_expected text[] := array[
    'public.cohorts: owner dochub_owner',
    'column public.cohorts.slug: text not null',
    'column public.cohorts.name: text not null',
    'column public.cohorts.kind: text not null',
    'column public.cohorts.splash: jsonb',
    'column public.cohorts.salt: text',
    'column public.cohorts.variant_salt: text',
    'column public.cohorts.bucket_from: integer',
    'column public.cohorts.bucket_to: integer',
    'column public.cohorts.variants: jsonb not null',
    'column public.cohorts.seats: integer',
    'column public.cohorts.seats_taken: integer not null',
    'column public.cohorts.domain: text',
    'column public.cohorts.grant_plan: text',
    'column public.cohorts.grant_courses: text[] not null',
    'column public.cohorts.starts_at: timestamp with time zone not null',
    'column public.cohorts.ends_at: timestamp with time zone not null',
    'column public.cohorts.created_at: timestamp with time zone not null',
    'column public.cohorts.updated_at: timestamp with time zone not null',
    'constraint cohorts_pkey on public.cohorts: primary key',
    'constraint cohorts_grant_plan_fkey on public.cohorts: foreign key',
    'constraint cohorts_slug_check on public.cohorts: check',
    'constraint cohorts_name_check on public.cohorts: check',
    'constraint cohorts_kind_check on public.cohorts: check',
    'constraint cohorts_splash_check on public.cohorts: check',
    'constraint cohorts_salt_check on public.cohorts: check',
    'constraint cohorts_variant_salt_check on public.cohorts: check',
    'constraint cohorts_buckets_check on public.cohorts: check',
    'constraint cohorts_variants_check on public.cohorts: check',
    'constraint cohorts_seats_check on public.cohorts: check',
    'constraint cohorts_seats_taken_check on public.cohorts: check',
    'constraint cohorts_domain_check on public.cohorts: check',
    'constraint cohorts_grant_plan_check on public.cohorts: check',
    'constraint cohorts_grant_courses_check on public.cohorts: check',
    'constraint cohorts_window_check on public.cohorts: check',
    'index public.cohorts_grant_plan_idx: valid t',
    'index public.cohorts_domain_key: valid t',
    'trigger cohorts_facts on public.cohorts: tgenabled O',
    'trigger cohorts_touch on public.cohorts: tgenabled O'];
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
