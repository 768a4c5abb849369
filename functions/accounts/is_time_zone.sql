create or replace function private.is_time_zone(p_name text)
returns boolean
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- PostgreSQL takes any word followed by an offset for a POSIX zone ("Mars/Base5"), so only its own list counts.
  return (p_name = 'UTC' or p_name ~ '^[A-Z][A-Za-z_]+/[A-Za-z0-9_+/-]+$')
     and exists (select from pg_timezone_names as z where z.name = p_name);
end;
$$;
revoke all on function private.is_time_zone(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_time_zone(text) is 'Whether a text is the IANA name of a time zone known to the server: Area/Location or UTC. POSIX strings and abbreviations are not.';
