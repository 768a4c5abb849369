-- Deploy functions/handshake/app_version_parts: stamped from functions/handshake/app_version_parts.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.app_version_parts(p_version text)
returns integer[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A build number (1.4.2+317) says nothing about order; a pre-release (1.4.2-beta) comes before its release by rules of its own.
  if p_version ~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}(\+.*)?$' then
    return (string_to_array(split_part(p_version, '+', 1), '.')::integer[] || array[0, 0, 0])[1:4];
  end if;
  return null;
end;
$$;
revoke all on function private.app_version_parts(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.app_version_parts(text) is 'The four numbers of an app version, to be compared as an array: 1.10 is {1,10,0,0}, after 1.9.3 and equal to 1.10.0. A build number after + is left out. NULL: not a version that can be compared (empty, a pre-release such as 1.4.2-beta, words).';
commit;
