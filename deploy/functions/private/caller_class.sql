-- Deploy functions/private/caller_class: stamped from functions/private/caller_class.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.caller_class()
returns text
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Inside a SECURITY DEFINER function the role setting is still the caller's; none means no SET ROLE took place.
  v_role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  return case
    when v_role in ('anon', 'authenticated') then 'client'
    when v_role = 'dochub_admin' then 'admin'
    when pg_has_role(v_role, 'service_role', 'usage') then 'service'
    else 'client'
  end;
end;
$$;
revoke all on function private.caller_class() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.caller_class() is 'Class of the caller: client (anon, authenticated and whoever is nothing else), admin (dochub_admin), service (service_role and roles that inherit it). authenticator does not inherit, so it is a client.';
commit;
