-- Deploy functions/handshake/handshake_cookie_known: stamped from functions/handshake/handshake_cookie_known.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_cookie_known(p_cookie text, p_current text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_given text[] := string_to_array(p_cookie, '.');
  v_current text[] := string_to_array(p_current, '.');
begin
  if p_cookie is null or p_cookie !~ '^h1(\.[0-9]{1,18}){5}\.[0-9a-f]{16}\.[0-9a-f]{8}\.[0-9]{1,18}$' then
    return false;
  end if;
  return v_given[2]::bigint <= v_current[2]::bigint
     and v_given[3]::bigint <= v_current[3]::bigint
     and v_given[4]::bigint <= v_current[4]::bigint
     and v_given[5] = v_current[5]
     and v_given[6] = v_current[6]
     and v_given[7] = v_current[7];
end;
$$;
revoke all on function private.handshake_cookie_known(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_cookie_known(text, text) is 'Whether a cookie is one that this user was given before, current or not: what its holder has can be brought up to date. False, which means start over: none, malformed, another user''s, of another schema, or of a generation that has not been yet. Another platform, app version or locale is no reason to start over: an app update keeps its files.';
commit;
