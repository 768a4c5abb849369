-- Verify schema/public/server_logs: stamped from schema/public/server_logs.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
set local search_path = pg_catalog, pg_temp;
set local quote_all_identifiers = off;
do $verify$
declare
  v_tables regclass[] := '{public.server_logs, private.server_logs_default}';
  v_expected text[] := array[
    'public.server_logs: owner dochub_owner',
    'column public.server_logs.received_at: timestamp with time zone not null',
    'column public.server_logs.log_id: uuid not null',
    'column public.server_logs.user_id: uuid',
    'column public.server_logs.function_name: text not null',
    'column public.server_logs.request_id: text',
    'column public.server_logs.level: text not null',
    'column public.server_logs.message: text',
    'column public.server_logs.is_truncated: boolean not null',
    'column public.server_logs.context: jsonb',
    'column public.server_logs.status: integer',
    'column public.server_logs.duration_ms: bigint',
    'column public.server_logs.environment: text',
    'constraint server_logs_pkey on public.server_logs: primary key',
    'constraint server_logs_function_name_check on public.server_logs: check',
    'constraint server_logs_request_id_check on public.server_logs: check',
    'constraint server_logs_level_check on public.server_logs: check',
    'constraint server_logs_message_check on public.server_logs: check',
    'constraint server_logs_context_check on public.server_logs: check',
    'constraint server_logs_status_check on public.server_logs: check',
    'constraint server_logs_duration_ms_check on public.server_logs: check',
    'constraint server_logs_environment_check on public.server_logs: check',
    'index public.server_logs_user_id_idx: valid t',
    'private.server_logs_default: owner dochub_owner'];
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
