-- Verify schema/public/cached_handshake_responses: stamped from schema/public/cached_handshake_responses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.cached_handshake_responses}';
  v_expected text[] := array[
    'public.cached_handshake_responses: owner dochub_owner',
    'column public.cached_handshake_responses.user_id: uuid not null',
    'column public.cached_handshake_responses.platform: text not null',
    'column public.cached_handshake_responses.app_version: text not null',
    'column public.cached_handshake_responses.locale: text not null',
    'column public.cached_handshake_responses.content_generation: bigint not null',
    'column public.cached_handshake_responses.cohort_generation: bigint not null',
    'column public.cached_handshake_responses.user_generation: bigint not null',
    'column public.cached_handshake_responses.schema_generation: bigint not null',
    'column public.cached_handshake_responses.boundary_at: timestamp with time zone not null',
    'column public.cached_handshake_responses.valid_until: timestamp with time zone not null',
    'column public.cached_handshake_responses.builds: bigint not null',
    'column public.cached_handshake_responses.built_at: timestamp with time zone not null',
    'column public.cached_handshake_responses.cookie_end: text not null',
    'column public.cached_handshake_responses.manifests_sha256: bytea not null',
    'column public.cached_handshake_responses.custom_courses_sha256: bytea not null',
    'column public.cached_handshake_responses.manifests: jsonb not null',
    'column public.cached_handshake_responses.body: jsonb not null',
    'column public.cached_handshake_responses.next_request_sha256: bytea',
    'constraint cached_handshake_responses_pkey on public.cached_handshake_responses: primary key',
    'constraint cached_handshake_responses_user_id_fkey on public.cached_handshake_responses: foreign key',
    'constraint cached_handshake_responses_row_check on public.cached_handshake_responses: check'];
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
