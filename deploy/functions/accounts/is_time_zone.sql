-- Deploy functions/accounts/is_time_zone: stamped from functions/accounts/is_time_zone.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.is_time_zone(p_name text)
returns boolean
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- PostgreSQL takes any word followed by a number for a POSIX zone ("Mars/Base5"). A name without a number is only taken
  -- when there is such a zone, and looking one up costs far less than a scan of pg_timezone_names.
  if p_name = 'UTC' or p_name ~ '^[A-Z][A-Za-z_]+(/[A-Z][A-Za-z_-]+){1,2}$' or p_name ~ '^Etc/GMT([+]([0-9]|1[0-2])|-([0-9]|1[0-4]))$' then
    perform now() at time zone p_name;
    return true;
  end if;
  return false;
exception
  when invalid_parameter_value then
    return false;
end;
$$;
revoke all on function private.is_time_zone(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_time_zone(text) is 'Whether a text is the IANA name of a time zone known to the server: Area/Location or UTC. POSIX strings and abbreviations are not.';
commit;
