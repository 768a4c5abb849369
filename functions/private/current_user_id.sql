create or replace function private.current_user_id()
returns uuid
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid;
exception
  -- Malformed claims or sub: nobody. An error here would tell apart requests that must look alike.
  when others then
    return null;
end;
$$;
revoke all on function private.current_user_id() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.current_user_id() to authenticated;
comment on function private.current_user_id() is 'User of the request: sub of the verified JWT claims (request.jwt.claims). Missing or malformed: NULL, never an error; policies compare with it, and NULL sees nothing. PARALLEL UNSAFE because an EXCEPTION block fails in parallel plans on PostgreSQL 15.';
