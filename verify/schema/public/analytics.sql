-- Verify schema/public/analytics: stamped from schema/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.analytics}';
  v_expected text[] := array[
    'public.analytics: owner dochub_owner',
    'column public.analytics.user_id: uuid not null',
    'column public.analytics.analytics_id: uuid not null',
    'column public.analytics.course_code: text',
    'column public.analytics.custom_course_id: uuid',
    'column public.analytics.voice: text',
    'column public.analytics.induction: text',
    'column public.analytics.background: text',
    'column public.analytics.deepening: text',
    'column public.analytics.created_at: timestamp with time zone not null',
    'column public.analytics.updated_at: timestamp with time zone not null',
    'constraint analytics_pkey on public.analytics: primary key',
    'constraint analytics_course_key on public.analytics: unique',
    'constraint analytics_user_id_fkey on public.analytics: foreign key',
    'constraint analytics_course_code_fkey on public.analytics: foreign key',
    'constraint analytics_custom_course_fkey on public.analytics: foreign key',
    'constraint analytics_course_check on public.analytics: check',
    'constraint analytics_voice_check on public.analytics: check',
    'constraint analytics_induction_check on public.analytics: check',
    'constraint analytics_background_check on public.analytics: check',
    'constraint analytics_deepening_check on public.analytics: check',
    'index public.analytics_course_code_idx: valid t',
    'index public.analytics_custom_course_idx: valid t',
    'trigger analytics_live on public.analytics: tgenabled O',
    'trigger analytics_touch on public.analytics: tgenabled O'];
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
