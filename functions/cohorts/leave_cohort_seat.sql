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
