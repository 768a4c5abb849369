-- Deploy functions/private/pre_request: stamped from functions/private/pre_request.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.pre_request()
returns void
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.current_user_id();
  v_profile public.user_profile;
begin
  select * into v_profile from public.user_profile as p where p.user_id = v_user_id;
  if v_profile.erased_at is not null then
    raise sqlstate 'PT403' using
      message = 'this account was erased',
      hint = 'Sign out and forget the token.';
  end if;
  if current_setting('role') = 'dochub_admin' and v_profile.role is distinct from 'admin' then
    raise sqlstate 'PT403' using
      message = 'this token is not an administrator''s',
      hint = 'The token''s sub must be a user whose user_profile.role is admin now.';
  end if;
end;
$$;
revoke all on function private.pre_request() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.pre_request() to anon, authenticated, service_role, dochub_admin;
comment on function private.pre_request() is 'For PostgREST''s db-pre-request: refuses (403) every token of an erased user, and a dochub_admin token whose user is not an administrator now.';
commit;
