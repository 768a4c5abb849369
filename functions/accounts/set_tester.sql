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
  return private.mark_tester(private.target_user(p_user_id), p_is_tester, now());
end;
$$;
revoke all on function public.set_tester(uuid, boolean) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.set_tester(uuid, boolean) to service_role, dochub_admin;
comment on function public.set_tester(uuid, boolean) is 'Marks an account as a tester''s (App Review, staff), or no longer; it is noted in the audit log. A tester''s sandbox purchases count, those made earlier too: subscriptions and courses from now on, or no longer from now on. Credits are given when a purchase is recorded: sandbox credits bought before are not made good, those given stay. Answer: {ok, user_id, is_tester, changed}. Refusal: user_not_found (404); PT400 for a bad argument. Example: POST /rpc/set_tester {"p_user_id": "…", "p_is_tester": true}.';
