-- Deploy functions/cohorts/leave_cohort: stamped from functions/cohorts/leave_cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.leave_cohort()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.leave_cohort(private.target_user(null), now());
end;
$$;
revoke all on function public.leave_cohort() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.leave_cohort() to authenticated;
comment on function public.leave_cohort() is 'Takes the caller out of the institution, or of the cohort that an administrator chose without fixing it. The seat is given back, plan and courses of the cohort end at once (credits of this week stay), and the experiment counts again that the caller was in before, with the same variant.
Answer: {ok, left: slug or null, cohort: {slug, name, kind, splash, variant} or null, source}: cohort is the one that counts now. Nothing to leave: left is null, so that repeating the call is harmless. Experiments cannot be left.
Who leaves an institution is not brought back by the domain of the e-mail address at the next sign-in; join_cohort does.
Refusals: cohort_locked (409; an administrator fixed it), user_not_found (404; the account was erased). PT405 for GET.
Example: POST /rpc/leave_cohort.';

create or replace function private.leave_cohort(p_user_id uuid, p_at timestamptz)
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
  perform private.stick_experiment(p_user_id, v_at);
  return jsonb_build_object('ok', true, 'left', case when v_assigned.source in ('manual', 'join_code', 'domain') then v_assigned.slug end)
    || private.cohort_answer(p_user_id, v_at);
end;
$$;
revoke all on function private.leave_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.leave_cohort(uuid, timestamptz) is 'leave_cohort at a given time.';

create or replace function private.leave_cohort_seat(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.move_cohort(p_user_id, null, null, null, false, p_at);
  delete from private.sticky_cohorts as s where s.user_id = p_user_id;
end;
$$;
revoke all on function private.leave_cohort_seat(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.leave_cohort_seat(uuid, timestamptz) is 'The part of an erasure that is about cohorts: gives the user''s seat back and forgets the cohort and the experiments. Called under the user''s lock, at the place of cohorts in the lock order.';
commit;
