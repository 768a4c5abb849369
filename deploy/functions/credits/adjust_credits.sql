-- Deploy functions/credits/adjust_credits: stamped from functions/credits/adjust_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
comment on function public.adjust_credits(uuid, integer, text, text) is 'Corrects a user''s bank by hand: a positive p_amount (debt is paid first) or a negative one (never below an empty bank).
1–1,000,000 credits either way. p_idempotency_key: 8–128 characters. p_reason: free text up to 200 characters.
Answer: {ok, amount, balance, replayed}.
Refusals: insufficient_credits (402; details.available is the bank), idempotency_mismatch (409), user_not_found (404); PT400 for a bad argument.
Example: POST /rpc/adjust_credits {"p_user_id": "…", "p_amount": 10, "p_idempotency_key": "ticket-4711", "p_reason": "goodwill"}.';

create or replace function private.adjust_credits(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_caller_class text := private.caller_class();
  v_parameters jsonb := jsonb_build_object('p_amount', p_amount);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_entry record;
  v_answer jsonb;
  v_usage record;
  v_paid integer;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- The key is in one of two places: an entry of the ledger, or a refusal that is still kept.
  select l.entry_no, l.bank - l.debt as amount into v_entry
    from private.credit_ledger as l
   where l.user_id = p_user_id and l.key_sha256 = v_key and l.kind = 'adjustment' and l.caller_class = v_caller_class;
  if v_entry.amount <> p_amount then
    return private.refuse('idempotency_mismatch', '{"field": "p_amount"}');
  elsif v_entry.entry_no is not null then
    return jsonb_build_object(
      'ok', true, 'amount', p_amount, 'balance', private.balance_after(p_user_id, v_entry.entry_no), 'replayed', true);
  end if;
  v_answer := private.recall_idempotent(p_user_id, 'adjust_credits', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  select * into strict v_usage from private.settle_credits(p_user_id, v_at);
  if v_usage.bank + p_amount < 0 then
    return private.keep_idempotent(p_user_id, 'adjust_credits', v_key, v_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_usage.bank, 'needed', - p_amount, 'debt', v_usage.debt)), v_at);
  end if;
  v_paid := greatest(least(v_usage.debt, p_amount), 0);
  perform private.post_credits(
    p_user_id, 'adjustment', v_at, p_bank => p_amount - v_paid, p_debt => - v_paid, p_reason => p_reason,
    p_caller_class => v_caller_class, p_key_sha256 => v_key, p_is_answered => true);
  return jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'balance', private.balance_answer(
      v_usage.weekly_peak, v_usage.weekly_used, v_usage.promotional, v_usage.bank + p_amount - v_paid, v_usage.held, v_usage.debt - v_paid,
      v_usage.resets_at),
    'replayed', false);
end;
$$;
revoke all on function private.adjust_credits(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.adjust_credits(uuid, integer, text, text, timestamptz) is 'adjust_credits at a given time, its arguments checked.';
commit;
