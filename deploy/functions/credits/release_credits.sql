-- Deploy functions/credits/release_credits: stamped from functions/credits/release_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.release_credits(p_hold_id uuid, p_reason text, p_user_id uuid default null)
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
  elsif p_reason is null or p_reason not in ('failed', 'canceled', 'timeout') then
    raise sqlstate 'PT400' using message = 'p_reason must be failed, canceled or timeout';
  end if;
  return private.resolve_hold(private.target_user(p_user_id), p_hold_id, 'released', null, p_reason, now());
end;
$$;
revoke all on function public.release_credits(uuid, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.release_credits(uuid, text, uuid) to service_role;
comment on function public.release_credits(uuid, text, uuid) is 'Ends a hold of an AI job that did not happen and gives all of it back to where it came from. p_reason: failed or timeout (ours: weekly credits whose week is over are made good with promotional credits to the end of the current week) or canceled (the user''s: they are not). The same call again gets the first answer with "replayed": true. Answer: {ok, hold_id, amount: 0, returned, balance, replayed}. Refusals: already_committed (409), already_released (409; another reason), reservation_expired (409), hold_not_found (404), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/release_credits {"p_hold_id": "…", "p_reason": "failed", "p_user_id": "…"}.';
commit;
