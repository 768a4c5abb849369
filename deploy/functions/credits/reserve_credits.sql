-- Deploy functions/credits/reserve_credits: stamped from functions/credits/reserve_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.reserve_credits(
  p_amount integer, p_idempotency_key text, p_ttl interval default null, p_reason text default null, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ttl interval := coalesce(p_ttl, interval '15 minutes');
begin
  perform private.assert_writable();
  perform private.assert_credit_arguments(p_amount, p_reason);
  if v_ttl not between interval '1 second' and interval '1 day' then
    raise sqlstate 'PT400' using message = 'p_ttl must be an interval from 1 second to 1 day';
  end if;
  return private.reserve(private.target_user(p_user_id), p_amount, p_idempotency_key, v_ttl, p_reason, now());
end;
$$;
revoke all on function public.reserve_credits(integer, text, interval, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.reserve_credits(integer, text, interval, text, uuid) to service_role;
comment on function public.reserve_credits(integer, text, interval, text, uuid) is 'Holds the most credits that an AI job can cost, before it starts; commit_credits then takes what it did cost, release_credits gives all back. Fails here or never. p_amount: 1–1,000,000 credits. p_idempotency_key: 8–128 characters. p_ttl: how long the hold lasts, 1 second to 1 day, 15 minutes by default; an expired hold is free again by itself. p_user_id: the user. Answer: as deduct_credits, and {hold_id, expires_at}. Refusals: insufficient_credits (402), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/reserve_credits {"p_amount": 20, "p_idempotency_key": "job-8f14e45f", "p_user_id": "…"}.';
commit;
