create or replace function private.claims()
returns jsonb
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims jsonb;
begin
  v_claims := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  return case when jsonb_typeof(v_claims) = 'object' then v_claims else '{}'::jsonb end;
exception
  when others then
    return '{}'::jsonb;
end;
$$;
revoke all on function private.claims() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claims() is 'Claims of the request''s JWT as PostgREST verified them; an empty object when missing or malformed, never an error.';
