-- Verify schema/public/courses: stamped from schema/public/courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.courses}';
  v_expected text[] := array[
    'public.courses: owner dochub_owner',
    'column public.courses.course_code: text not null',
    'column public.courses.title: text not null',
    'column public.courses.subtitle: text',
    'column public.courses.description: text',
    'column public.courses.category: text',
    'column public.courses.language: text not null',
    'column public.courses.price_micros: bigint not null',
    'column public.courses.currency: text not null',
    'column public.courses.status: text not null',
    'column public.courses.icon_url: text',
    'column public.courses.audio: jsonb not null',
    'column public.courses.workbooks: jsonb not null',
    'column public.courses.sort_order: integer not null',
    'column public.courses.published_at: timestamp with time zone',
    'column public.courses.retired_at: timestamp with time zone',
    'column public.courses.created_at: timestamp with time zone not null',
    'column public.courses.updated_at: timestamp with time zone not null',
    'constraint courses_pkey on public.courses: primary key',
    'constraint courses_currency_fkey on public.courses: foreign key',
    'constraint courses_course_code_check on public.courses: check',
    'constraint courses_title_check on public.courses: check',
    'constraint courses_subtitle_check on public.courses: check',
    'constraint courses_description_check on public.courses: check',
    'constraint courses_category_check on public.courses: check',
    'constraint courses_language_check on public.courses: check',
    'constraint courses_price_micros_check on public.courses: check',
    'constraint courses_status_check on public.courses: check',
    'constraint courses_icon_url_check on public.courses: check',
    'constraint courses_audio_check on public.courses: check',
    'constraint courses_workbooks_check on public.courses: check',
    'index public.courses_status_idx: valid t',
    'index public.courses_currency_idx: valid t',
    'trigger courses_touch on public.courses: tgenabled O'];
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
