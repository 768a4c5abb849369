create or replace function public.assign_cohort(p_user_id uuid, p_cohort text default null, p_lock boolean default null)
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
  elsif length(p_cohort) > 64 then
    raise sqlstate 'PT400' using message = 'p_cohort must have at most 64 characters';
  elsif p_cohort is null and p_lock then
    raise sqlstate 'PT400' using message = 'p_lock goes with p_cohort';
  end if;
  return private.assign(private.target_user(p_user_id), p_cohort, coalesce(p_lock, false), now());
end;
$$;
revoke all on function public.assign_cohort(uuid, text, boolean) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.assign_cohort(uuid, text, boolean) to service_role, dochub_admin;
comment on function public.assign_cohort(uuid, text, boolean) is 'Puts a user into a cohort by hand (source manual), which comes before everything else, or takes the user out.
p_cohort: slug of an institution or an experiment; it counts while that runs. Left out or null: the user is taken out of the cohort that was assigned or joined, its lock is gone, the seat is free, and the experiment of before counts again; the domain of the address does not bring the user back. p_lock: whether the user may neither leave nor join another (false by default); a locked cohort counts, with its splash screen and content, before it starts and after it ends, but its plan and courses do not.
Answer: {ok, user_id, assigned: p_cohort, locked, cohort: {slug, name, kind, splash, variant} or null, source, replayed}: cohort is the one that counts now. replayed: it was so already. A member keeps the seat; a place in an institution always takes one.
Refusals: user_not_found (404), unknown_cohort (422; details.slug), cohort_full (409; nothing changes). PT400 for a bad argument.
Example: POST /rpc/assign_cohort {"p_user_id": "…", "p_cohort": "lakeside-clinic", "p_lock": true}.';
