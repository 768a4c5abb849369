create or replace function private.deduct(p_user_id uuid, p_amount integer, p_idempotency_key text, p_reason text, p_at timestamptz)
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
  v_balance jsonb;
  v_weekly integer;
  v_promotional integer;
  v_bank integer;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_answer(p_user_id, 'deduct_credits', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.settle_credits(p_user_id, v_at);

  v_balance := private.balance(p_user_id, v_at);
  if (v_balance ->> 'available')::integer < p_amount then
    return private.keep_answer(p_user_id, 'deduct_credits', v_key, v_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_balance -> 'available', 'needed', p_amount, 'debt', v_balance -> 'debt', 'resets_at', v_balance -> 'resets_at')), v_at);
  end if;
  v_weekly := least(p_amount, (v_balance ->> 'weekly_remaining')::integer);
  v_promotional := least(p_amount - v_weekly, (v_balance ->> 'promotional')::integer);
  v_bank := p_amount - v_weekly - v_promotional;
  perform private.post_credits(
    p_user_id, 'spend', v_at,
    p_weekly_used => v_weekly,
    p_promotional_split => private.promotional_burn(p_user_id, v_promotional, v_at),
    p_bank => - v_bank,
    p_reason => p_reason);

  return private.keep_answer(p_user_id, 'deduct_credits', v_key, v_parameters, jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'split', jsonb_build_object('weekly', v_weekly, 'promotional', v_promotional, 'bank', v_bank),
    'balance', private.balance(p_user_id, v_at),
    'replayed', false), v_at);
end;
$$;
revoke all on function private.deduct(uuid, integer, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.deduct(uuid, integer, text, text, timestamptz) is 'deduct_credits at a given time, its arguments checked.';
