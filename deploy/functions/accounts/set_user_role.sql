-- Deploy functions/accounts/set_user_role: stamped from functions/accounts/set_user_role.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.set_user_role(p_user_id uuid, p_role text)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  elsif p_role is null or p_role not in ('user', 'admin') then
    raise sqlstate 'PT400' using message = 'p_role must be user or admin';
  end if;
  return private.set_user_role(private.target_user(p_user_id), p_role, now());
end;
$$;
revoke all on function public.set_user_role(uuid, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.set_user_role(uuid, text) to service_role, dochub_admin;
comment on function public.set_user_role(uuid, text) is 'Makes a user an administrator, or an ordinary user again; it is noted in the audit log. p_role: user or admin. A dochub_admin token counts while its user is an administrator, so that the change works at the next request, whatever tokens are about; it makes no token. The last administrator may be taken the role too: service_role gives it again. Answer: {ok, user_id, role, changed}. Refusals: anonymous_account (403; such an account cannot be an administrator), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/set_user_role {"p_user_id": "…", "p_role": "admin"}.';

create or replace function private.set_user_role(p_user_id uuid, p_role text, p_at timestamptz)
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
  elsif p_role = 'admin' and exists (select 1 from public.user_profile as p where p.user_id = p_user_id and p.is_anonymous) then
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
revoke all on function private.set_user_role(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_user_role(uuid, text, timestamptz) is 'set_user_role at a given time, its arguments checked.';

create or replace function public.set_tester(p_user_id uuid, p_is_tester boolean)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_user_id is null then
    raise sqlstate 'PT400' using message = 'p_user_id is missing';
  elsif p_is_tester is null then
    raise sqlstate 'PT400' using message = 'p_is_tester must be true or false';
  end if;
  return private.set_tester(private.target_user(p_user_id), p_is_tester, now());
end;
$$;
revoke all on function public.set_tester(uuid, boolean) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.set_tester(uuid, boolean) to service_role, dochub_admin;
comment on function public.set_tester(uuid, boolean) is 'Marks an account as a tester''s (App Review, staff), or no longer; it is noted in the audit log. A tester''s sandbox purchases count, those made earlier too: subscriptions and courses from now on, or no longer from now on. Credits are given when a purchase is recorded: sandbox credits bought before are not made good, those given stay. Answer: {ok, user_id, is_tester, changed}. Refusal: user_not_found (404); PT400 for a bad argument. Example: POST /rpc/set_tester {"p_user_id": "…", "p_is_tester": true}.';

create or replace function private.set_tester(p_user_id uuid, p_is_tester boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_changed boolean := exists (select 1 from public.user_profile as p where p.user_id = p_user_id and p.is_tester <> p_is_tester);
begin
  if v_at is null then
    return private.refuse('user_not_found');
  elsif v_changed then
    -- What the old state has given until now is written down before it changes.
    perform private.settle_credits(p_user_id, v_at);
    update public.user_profile as p set is_tester = p_is_tester where p.user_id = p_user_id;
    perform private.fold_subscription(p_user_id);
    perform private.settle_credits(p_user_id, v_at);
    perform private.audit(p_user_id, 'set_tester', jsonb_build_object('is_tester', p_is_tester), v_at);
  end if;
  return jsonb_build_object('ok', true, 'user_id', p_user_id, 'is_tester', p_is_tester, 'changed', v_changed);
end;
$$;
revoke all on function private.set_tester(uuid, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.set_tester(uuid, boolean, timestamptz) is 'set_tester at a given time, its arguments checked.';
commit;
