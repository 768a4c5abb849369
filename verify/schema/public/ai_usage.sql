-- Verify schema/public/ai_usage: stamped from schema/public/ai_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.ai_usage}';
  v_expected text[] := array[
    'public.ai_usage: owner dochub_owner',
    'column public.ai_usage.user_id: uuid not null',
    'column public.ai_usage.week_start: timestamp with time zone not null',
    'column public.ai_usage.week_ends_at: timestamp with time zone not null',
    'column public.ai_usage.weekly_peak: integer not null',
    'column public.ai_usage.weekly_used: integer not null',
    'column public.ai_usage.bank: integer not null',
    'column public.ai_usage.held: integer not null',
    'column public.ai_usage.debt: integer not null',
    'column public.ai_usage.last_entry_no: bigint not null',
    'column public.ai_usage.clock_at: timestamp with time zone not null',
    'column public.ai_usage.promotional: integer not null',
    'column public.ai_usage.resets_at: timestamp with time zone',
    'column public.ai_usage.next_change_at: timestamp with time zone not null',
    'column public.ai_usage.facts_generation: bigint not null',
    'constraint ai_usage_pkey on public.ai_usage: primary key',
    'constraint ai_usage_user_id_fkey on public.ai_usage: foreign key',
    'constraint ai_usage_values_check on public.ai_usage: check'];
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
