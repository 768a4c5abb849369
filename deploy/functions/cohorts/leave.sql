-- Deploy functions/cohorts/leave: stamped from functions/cohorts/leave.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.leave(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_assigned public.user_cohorts;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  perform private.settle_credits(p_user_id, v_at);
  select * into v_assigned from public.user_cohorts as u where u.user_id = p_user_id;
  if v_assigned.is_locked then
    return private.refuse('cohort_locked');
  elsif v_assigned.source in ('manual', 'join_code', 'domain') then
    update private.user_details as d set left_cohort = v_assigned.slug where d.user_id = p_user_id;
    perform private.move_cohort(p_user_id, null, null, null, false, v_at);
  end if;
  perform private.remember_cohort(p_user_id, v_at);
  return jsonb_build_object('ok', true, 'left', case when v_assigned.source in ('manual', 'join_code', 'domain') then v_assigned.slug end)
    || private.cohort_answer(p_user_id, v_at);
end;
$$;
revoke all on function private.leave(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.leave(uuid, timestamptz) is 'leave_cohort at a given time.';
commit;
