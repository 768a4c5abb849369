-- Deploy functions/credits/adjust: stamped from functions/credits/adjust.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.adjust(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
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
  v_answer := private.recall_answer(p_user_id, 'adjust_credits', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.settle_credits(p_user_id, v_at);
  select * into strict v_usage from public.ai_usage as u where u.user_id = p_user_id;
  if v_usage.bank + p_amount < 0 then
    return private.keep_answer(p_user_id, 'adjust_credits', v_key, v_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_usage.bank, 'needed', - p_amount, 'debt', v_usage.debt)), v_at);
  end if;
  v_paid := greatest(least(v_usage.debt, p_amount), 0);
  perform private.post_credits(
    p_user_id, 'adjustment', v_at, p_bank => p_amount - v_paid, p_debt => - v_paid, p_reason => p_reason);
  return private.keep_answer(p_user_id, 'adjust_credits', v_key, v_parameters, jsonb_build_object(
    'ok', true, 'amount', p_amount, 'balance', private.balance(p_user_id, v_at), 'replayed', false), v_at);
end;
$$;
revoke all on function private.adjust(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.adjust(uuid, integer, text, text, timestamptz) is 'adjust_credits at a given time, its arguments checked.';
commit;
