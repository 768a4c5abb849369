create or replace function private.mark_tester(p_user_id uuid, p_is_tester boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_changed boolean := exists (select from public.user_profile as p where p.user_id = p_user_id and p.is_tester <> p_is_tester);
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
revoke all on function private.mark_tester(uuid, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.mark_tester(uuid, boolean, timestamptz) is 'set_tester at a given time, its arguments checked.';
