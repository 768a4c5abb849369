-- Deploy functions/private/target_user: stamped from functions/private/target_user.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.target_user(p_user_id uuid)
returns uuid
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller uuid := private.current_user_id();
begin
  if p_user_id is not null and (p_user_id = v_caller or private.caller_class() in ('admin', 'service')) then
    return p_user_id;
  elsif p_user_id is not null then
    raise sqlstate '42501' using
      message = 'only service_role and dochub_admin may name another user',
      hint = 'Leave p_user_id out to mean yourself.';
  elsif v_caller is not null then
    return v_caller;
  elsif private.caller_class() = 'client' then
    raise sqlstate '42501' using
      message = 'the request names no user',
      hint = 'Send a JWT whose sub is the user''s uuid.';
  else
    raise sqlstate 'PT400' using
      message = 'p_user_id is missing',
      hint = 'This token has no user of its own: name one in p_user_id.';
  end if;
end;
$$;
revoke all on function private.target_user(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.target_user(uuid) is 'User that a call is about: the caller, or another one when service_role or dochub_admin names it. SQLSTATE 42501 for anybody else, PT400 when a service names nobody.';
commit;
