-- Deploy functions/kernel/answer: stamped from functions/kernel/answer.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.refuse(p_code text, p_details jsonb default '{}')
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_error private.error_codes;
begin
  select * into strict v_error from private.error_codes as e where e.code = p_code;
  perform set_config('response.status', v_error.http_status::text, true);
  if p_details ? 'retry_after' then
    perform set_config('response.headers', jsonb_build_array(jsonb_build_object('Retry-After', p_details ->> 'retry_after'))::text, true);
  end if;
  return jsonb_build_object(
    'ok', false, 'code', v_error.code, 'message', v_error.message, 'details', p_details::text, 'hint', v_error.hint);
end;
$$;
revoke all on function private.refuse(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refuse(text, jsonb) is 'Answer of a refusal: {ok: false, code, message, details, hint} from the registry private.error_codes, and its HTTP status; details is p_details as text, as PostgREST''s own errors have it. The transaction commits, so that counters and idempotency records stay.';
commit;
