-- Verify schema/private/plans: stamped from schema/private/plans.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{private.plans}';
  v_expected text[] := array[
    'private.plans: owner dochub_owner',
    'column private.plans.plan: text not null',
    'column private.plans.plan_rank: integer not null',
    'column private.plans.weekly_credits: integer not null',
    'constraint plans_pkey on private.plans: primary key',
    'constraint plans_plan_rank_key on private.plans: unique',
    'constraint plans_plan_check on private.plans: check',
    'constraint plans_weekly_credits_check on private.plans: check',
    'trigger plans_facts on private.plans: tgenabled O'];
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
