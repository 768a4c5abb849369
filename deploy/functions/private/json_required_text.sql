-- Deploy functions/private/json_required_text: stamped from functions/private/json_required_text.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_required_text(p_object jsonb, p_key text, p_max_length integer)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, p_max_length);
begin
  if v_value is null or v_value = '' then
    raise sqlstate 'PT400' using message = format('%s is missing', p_key);
  end if;
  return v_value;
end;
$$;
revoke all on function private.json_required_text(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_required_text(jsonb, text, integer) is 'Member of a JSON argument as a text that must be there; PT400 when it is absent, empty, no string or too long.';
commit;
