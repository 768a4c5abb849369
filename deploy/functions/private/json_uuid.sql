-- Deploy functions/private/json_uuid: stamped from functions/private/json_uuid.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_uuid(p_object jsonb, p_key text)
returns uuid
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, 36);
begin
  if v_value !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = format('%s must be a uuid', p_key);
  end if;
  return v_value::uuid;
end;
$$;
revoke all on function private.json_uuid(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_uuid(jsonb, text) is 'Member of a JSON argument as a uuid; NULL when absent or null; PT400 when it is something else.';
commit;
