-- Deploy functions/credits/deduct_credits: stamped from functions/credits/deduct_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.deduct_credits(
  p_amount integer, p_idempotency_key text, p_reason text default null, p_user_id uuid default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_credit_arguments(p_amount, p_reason);
  return private.deduct(private.target_user(p_user_id), p_amount, p_idempotency_key, p_reason, now());
end;
$$;
revoke all on function public.deduct_credits(integer, text, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.deduct_credits(integer, text, text, uuid) to authenticated, service_role;
comment on function public.deduct_credits(integer, text, text, uuid) is 'Spends AI credits: first the weekly allowance, then promotional credits (soonest expiry first), then the purchased bank; all of p_amount or nothing. p_amount: 1–1,000,000 credits. p_idempotency_key: 8–128 characters made by the caller; the same call again gets the first answer with "replayed": true. p_reason: free text up to 200 characters. p_user_id: only for service_role; the caller by default. Answer: {ok, amount, split: {weekly, promotional, bank}, balance: as credit_balance, replayed}. Refusals: insufficient_credits (402; details available, needed, debt, resets_at), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/deduct_credits {"p_amount": 3, "p_idempotency_key": "job-8f14e45f", "p_reason": "sleep course"}.';
commit;
