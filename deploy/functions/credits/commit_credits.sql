-- Deploy functions/credits/commit_credits: stamped from functions/credits/commit_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.commit_credits(p_hold_id uuid, p_amount integer, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_hold_id is null then
    raise sqlstate 'PT400' using message = 'p_hold_id is missing';
  elsif p_amount is null or p_amount not between 0 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from 0 to 1000000';
  end if;
  return private.resolve_hold(private.target_user(p_user_id), p_hold_id, 'committed', p_amount, null, now());
end;
$$;
revoke all on function public.commit_credits(uuid, integer, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.commit_credits(uuid, integer, uuid) to service_role;
comment on function public.commit_credits(uuid, integer, uuid) is 'Ends a hold with what the AI job did cost: takes p_amount (0 up to what is held) in burn order and gives the rest back to where it came from. The same call again gets the first answer with "replayed": true. Answer: {ok, hold_id, amount, returned, balance, replayed}. Refusals: exceeds_reservation (422), already_committed (409; another amount), already_released (409), reservation_expired (409), hold_not_found (404), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/commit_credits {"p_hold_id": "…", "p_amount": 12, "p_user_id": "…"}.';
commit;
