-- Deploy functions/private/touch_updated_at: stamped from functions/private/touch_updated_at.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.touch_updated_at()
returns trigger
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  new.updated_at := now();
  return new;
end;
$$;
revoke all on function private.touch_updated_at() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.touch_updated_at() is 'Trigger: keeps updated_at at the time of the last change, whatever the statement says.';
commit;
