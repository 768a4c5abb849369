create or replace function public.leave_cohort()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.leave(private.target_user(null), now());
end;
$$;
revoke all on function public.leave_cohort() from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.leave_cohort() to authenticated;
comment on function public.leave_cohort() is 'Takes the caller out of the institution, or of the cohort that an administrator chose without fixing it. The seat is given back, plan and courses of the cohort end at once (credits of this week stay), and the experiment counts again that the caller was in before, with the same variant.
Answer: {ok, left: slug or null, cohort: {slug, name, kind, splash, variant} or null, source}: cohort is the one that counts now. Nothing to leave: left is null, so that repeating the call is harmless. Experiments cannot be left.
Who leaves an institution is not brought back by the domain of the e-mail address at the next sign-in; join_cohort does.
Refusals: cohort_locked (409; an administrator fixed it), user_not_found (404; the account was erased). PT405 for GET.
Example: POST /rpc/leave_cohort.';
