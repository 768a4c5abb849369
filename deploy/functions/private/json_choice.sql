-- Deploy functions/private/json_choice: stamped from functions/private/json_choice.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.json_choice(p_object jsonb, p_key text, p_choices text[])
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, 200);
begin
  if v_value is null or v_value <> all (p_choices) then
    raise sqlstate 'PT400' using message = format('%s must be one of %s', p_key, array_to_string(p_choices, ', '));
  end if;
  return v_value;
end;
$$;
revoke all on function private.json_choice(jsonb, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_choice(jsonb, text, text[]) is 'Member of a JSON argument that must be one of the given words; PT400 when it is not.';
commit;
