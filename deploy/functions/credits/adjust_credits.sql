-- Deploy functions/credits/adjust_credits: stamped from functions/credits/adjust_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text default null)
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
  elsif p_amount is null or p_amount = 0 or p_amount not between -1000000 and 1000000 then
    raise sqlstate 'PT400' using message = 'p_amount must be an integer from -1000000 to 1000000 and not 0';
  end if;
  perform private.assert_credit_arguments(abs(p_amount), p_reason);
  return private.adjust_credits(private.target_user(p_user_id), p_amount, p_idempotency_key, p_reason, now());
end;
$$;
revoke all on function public.adjust_credits(uuid, integer, text, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.adjust_credits(uuid, integer, text, text) to service_role, dochub_admin;
comment on function public.adjust_credits(uuid, integer, text, text) is 'Corrects a user''s bank by hand: a positive p_amount (debt is paid first) or a negative one (never below an empty bank), 1–1,000,000 credits either way. p_idempotency_key: 8–128 characters. p_reason: free text up to 200 characters. Answer: {ok, amount, balance, replayed}. Refusals: insufficient_credits (402; details.available is the bank), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/adjust_credits {"p_user_id": "…", "p_amount": 10, "p_idempotency_key": "ticket-4711", "p_reason": "goodwill"}.';

create or replace function private.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_parameters jsonb := jsonb_build_object('p_amount', p_amount);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_usage public.ai_usage;
  v_paid integer;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_idempotent(p_user_id, 'adjust_credits', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.settle_credits(p_user_id, v_at);
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if v_usage.bank + p_amount < 0 then
    return private.keep_idempotent(p_user_id, 'adjust_credits', v_key, v_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_usage.bank, 'needed', - p_amount, 'debt', v_usage.debt)), v_at);
  end if;
  v_paid := greatest(least(v_usage.debt, p_amount), 0);
  perform private.post_credits(
    p_user_id, 'adjustment', v_at, p_bank => p_amount - v_paid, p_debt => - v_paid, p_reason => p_reason);
  return private.keep_idempotent(p_user_id, 'adjust_credits', v_key, v_parameters, jsonb_build_object(
    'ok', true, 'amount', p_amount, 'balance', private.credit_balance(p_user_id, v_at), 'replayed', false), v_at);
end;
$$;
revoke all on function private.adjust_credits(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.adjust_credits(uuid, integer, text, text, timestamptz) is 'adjust_credits at a given time, its arguments checked.';
commit;
