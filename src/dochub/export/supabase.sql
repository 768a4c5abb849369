-- DocHub: what Supabase needs besides.
-- Written by `dochub export supabase`; not to be edited.

-- PostgREST checks each token by private.pre_request(): its configuration file is not ours here, the role's settings are.
-- The CLI shows no warnings, so what cannot be set stops here; set it by the hint and push again.
do $$
declare
  v_found text := (
    select substr(c.setting, length('pgrst.db_pre_request=') + 1)
      from pg_db_role_setting as s cross join lateral unnest(s.setconfig) as c (setting)
     where s.setrole = 'authenticator'::regrole and c.setting like 'pgrst.db\_pre\_request=%'
       and s.setdatabase in (0, (select d.oid from pg_database as d where d.datname = current_database()))
     order by s.setdatabase desc limit 1);
begin
  if v_found is null or v_found = '' then
    alter role authenticator set pgrst.db_pre_request = 'private.pre_request';
  elsif v_found <> 'private.pre_request'
        and not exists (select 1 from pg_proc as p where p.oid = to_regproc(v_found) and p.prosrc ~ 'private\.pre_request\(\)') then
    raise exception 'PostgREST calls % before each request, which does not call private.pre_request()', v_found
      using hint = 'Let it call that too (perform private.pre_request();), then push again.';
  end if;
exception
  when insufficient_privilege then
    raise exception 'pgrst.db_pre_request cannot be set by %: %', current_user, sqlerrm
      using hint = 'As a role that may, then push again: alter role authenticator set pgrst.db_pre_request = ''private.pre_request'';';
end
$$;

-- Supabase's tokens do not say whether the address is verified. Auth runs this before it issues one, once it is enabled
-- as the custom access token hook.
create schema if not exists dochub_auth;
comment on schema dochub_auth is 'DocHub''s hook of Supabase Auth. PostgREST does not serve it.';
revoke all on schema dochub_auth from public;
grant usage on schema dochub_auth to supabase_auth_admin;

create or replace function dochub_auth.access_token_hook(event jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_verified boolean;
begin
  select u.email_confirmed_at is not null and lower(u.email) = lower(event #>> '{claims,email}') into v_verified
    from auth.users as u
   where u.id = (event ->> 'user_id')::uuid;
  return jsonb_set(event, '{claims,email_verified}', to_jsonb(coalesce(v_verified, false)));
end;
$$;
revoke all on function dochub_auth.access_token_hook(jsonb) from public, anon, authenticated, service_role;
grant execute on function dochub_auth.access_token_hook(jsonb) to supabase_auth_admin;
comment on function dochub_auth.access_token_hook(jsonb) is 'Custom access token hook: puts email_verified into the claims of a new token.
true where auth.users says that the address in the claims was confirmed, else false. Auth calls it as supabase_auth_admin, which owns auth.users.';

notify pgrst, 'reload config';
notify pgrst, 'reload schema';
