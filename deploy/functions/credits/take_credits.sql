-- Deploy functions/credits/take_credits: stamped from functions/credits/take_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.take_credits(
  p_user_id uuid, p_operation text, p_amount integer, p_idempotency_key text, p_parameters jsonb, p_ttl interval, p_reason text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_split record;
  v_hold_id uuid;
  -- In seconds: a day is 24 hours, whatever the session's time zone.
  v_expires_at timestamptz;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_answer(p_user_id, p_operation, v_key, p_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  perform private.settle_credits(p_user_id, v_at);

  select * into strict v_split from private.burn_split(p_user_id, p_amount, v_at);
  if v_split.available < p_amount then
    v_answer := private.balance(p_user_id, v_at);
    return private.keep_answer(p_user_id, p_operation, v_key, p_parameters, private.refuse('insufficient_credits', jsonb_build_object(
      'available', v_split.available, 'needed', p_amount, 'debt', v_answer -> 'debt', 'resets_at', v_answer -> 'resets_at')), v_at);
  end if;
  v_expires_at := v_at + make_interval(secs => extract(epoch from p_ttl)::double precision);
  if p_ttl is not null then
    insert into private.credit_holds (user_id, amount, weekly, promotional, bank, promotional_split, week_start, created_at, expires_at)
    select p_user_id, p_amount, v_split.weekly, v_split.promotional, v_split.bank,
           (select coalesce(jsonb_object_agg(e.key, - e.value::integer), '{}') from jsonb_each_text(v_split.promotional_split) as e),
           u.week_start, v_at, v_expires_at
      from public.ai_usage as u
     where u.user_id = p_user_id
    returning hold_id into strict v_hold_id;
  end if;
  perform private.post_credits(
    p_user_id, case when p_ttl is null then 'spend' else 'hold' end, v_at,
    p_weekly_used => v_split.weekly,
    p_promotional_split => v_split.promotional_split,
    p_bank => - v_split.bank,
    p_held => case when p_ttl is null then 0 else p_amount end,
    p_hold_id => v_hold_id,
    p_reason => p_reason);

  v_answer := jsonb_build_object(
    'ok', true,
    'amount', p_amount,
    'split', jsonb_build_object('weekly', v_split.weekly, 'promotional', v_split.promotional, 'bank', v_split.bank),
    'balance', private.balance(p_user_id, v_at),
    'replayed', false);
  if p_ttl is not null then
    v_answer := v_answer || jsonb_build_object('hold_id', v_hold_id, 'expires_at', v_expires_at);
  end if;
  return private.keep_answer(p_user_id, p_operation, v_key, p_parameters, v_answer, v_at);
end;
$$;
revoke all on function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz) is 'Takes credits at a given time, for good (p_ttl NULL: deduct_credits) or on hold for p_ttl (reserve_credits); its arguments are checked.';
commit;
