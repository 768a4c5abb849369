-- Deploy functions/accounts/give_role: stamped from functions/accounts/give_role.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.give_role(p_user_id uuid, p_role text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_changed boolean;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  elsif p_role = 'admin' and exists (select from public.user_profile as p where p.user_id = p_user_id and p.is_anonymous) then
    return private.refuse('anonymous_account');
  end if;
  update public.user_profile as p set role = p_role where p.user_id = p_user_id and p.role <> p_role;
  v_changed := found;
  if v_changed then
    perform private.audit(p_user_id, 'set_user_role', jsonb_build_object('role', p_role), v_at);
  end if;
  return jsonb_build_object('ok', true, 'user_id', p_user_id, 'role', p_role, 'changed', v_changed);
end;
$$;
revoke all on function private.give_role(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_role(uuid, text, timestamptz) is 'set_user_role at a given time, its arguments checked.';
commit;
