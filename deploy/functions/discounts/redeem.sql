-- Deploy functions/discounts/redeem: stamped from functions/discounts/redeem.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.redeem(
  p_user_id uuid, p_code text, p_product_type text, p_idempotency_key text,
  p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key bytea := private.key_sha256(p_idempotency_key);
  v_parameters jsonb := jsonb_build_object(
    'p_code', coalesce(private.normalise_code(p_code), p_code), 'p_product_type', p_product_type, 'p_product_id', p_product_id,
    'p_amount_micros', p_amount_micros, 'p_currency', p_currency);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_checked record;
  v_code text;
  v_benefit jsonb;
  v_redemption_id uuid := gen_random_uuid();
  v_expires_at timestamptz;
  v_fulfilled_at timestamptz;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_answer(p_user_id, 'redeem_discount', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;
  -- Before the code's lock: it may take claims, which come first in the lock order.
  perform private.settle_credits(p_user_id, v_at);

  -- First without the code's lock, so that a sold-out code which everybody tries is refused to all at once; then what was allowed is
  -- checked again under it, and only that counts.
  for v_locked in 0 .. 1 loop
    select * into strict v_checked
      from private.check_discount(p_user_id, p_code, p_product_type, p_product_id, p_amount_micros, p_currency, v_locked = 1, v_at);
    if v_checked.answer ->> 'code' = 'too_many_attempts' then
      return v_checked.answer;
    elsif v_checked.answer -> 'ok' = 'false' then
      return private.keep_answer(p_user_id, 'redeem_discount', v_key, v_parameters, v_checked.answer, v_at);
    end if;
  end loop;
  v_code := v_checked.answer ->> 'code';
  v_benefit := v_checked.answer -> 'benefit';

  update public.discount_codes as d
     set times_redeemed = d.times_redeemed + 1
   where d.code = v_code and (d.max_redemptions is null or d.times_redeemed < d.max_redemptions);
  if not found then
    raise exception 'discount code % changed under its lock', v_code;
  end if;

  -- Days are of 24 hours: an interval of days would depend on the session's time zone.
  v_expires_at := coalesce(v_at + make_interval(hours => 24 * v_checked.lifespan_days), 'infinity');
  if v_benefit ->> 'kind' = 'credits' then
    perform private.give_discount_credits(p_user_id, v_redemption_id, (v_benefit ->> 'value')::integer, v_expires_at, v_at);
    v_fulfilled_at := v_at;
  elsif v_benefit ->> 'kind' = 'free_days' then
    v_expires_at := private.give_free_days(p_user_id, v_redemption_id, v_code, (v_benefit ->> 'value')::integer, v_at);
    v_fulfilled_at := v_at;
  elsif v_checked.course_code is not null and (v_checked.answer ->> 'amount_due_micros')::bigint = 0 then
    insert into public.course_purchases (user_id, course_code, source, validation, price_micros, currency, redemption_id, purchased_at, recorded_at)
    values (p_user_id, v_checked.course_code, 'code', 'valid', 0, v_checked.answer ->> 'currency', v_redemption_id, v_at, v_at);
    v_expires_at := 'infinity';
    v_fulfilled_at := v_at;
  end if;

  insert into public.user_discounts as u (
    user_id, code, redemption_id, product_type, product_id, benefit_kind, benefit_value, benefit_currency,
    amount_micros, amount_off_micros, amount_due_micros, currency, redeemed_at, grant_expires_at, fulfilled_at, released_at)
  values (
    p_user_id, v_code, v_redemption_id, p_product_type, p_product_id,
    v_benefit ->> 'kind', (v_benefit ->> 'value')::bigint, v_benefit ->> 'currency',
    (v_checked.answer ->> 'amount_micros')::bigint, (v_checked.answer ->> 'amount_off_micros')::bigint,
    (v_checked.answer ->> 'amount_due_micros')::bigint, v_checked.answer ->> 'currency',
    v_at, v_expires_at, v_fulfilled_at, null)
  on conflict (user_id, code) do update set
    redemption_id = excluded.redemption_id, product_type = excluded.product_type, product_id = excluded.product_id,
    benefit_kind = excluded.benefit_kind, benefit_value = excluded.benefit_value, benefit_currency = excluded.benefit_currency,
    amount_micros = excluded.amount_micros, amount_off_micros = excluded.amount_off_micros,
    amount_due_micros = excluded.amount_due_micros, currency = excluded.currency, redeemed_at = excluded.redeemed_at,
    grant_expires_at = excluded.grant_expires_at, fulfilled_at = excluded.fulfilled_at, released_at = excluded.released_at
    where u.released_at is not null;
  if not found then
    raise exception 'discount code % was redeemed under its user''s lock', v_code;
  end if;

  return private.keep_answer(p_user_id, 'redeem_discount', v_key, v_parameters, v_checked.answer || jsonb_build_object(
    'redemption_id', v_redemption_id,
    'grant_expires_at', nullif(v_expires_at, 'infinity'),
    'replayed', false), v_at);
end;
$$;
revoke all on function private.redeem(uuid, text, text, text, text, bigint, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redeem(uuid, text, text, text, text, bigint, text, timestamptz) is 'redeem_discount at a given time, its arguments checked.';
commit;
