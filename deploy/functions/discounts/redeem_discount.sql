-- Deploy functions/discounts/redeem_discount: stamped from functions/discounts/redeem_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.redeem_discount(
  p_code text, p_product_type text, p_idempotency_key text,
  p_product_id text default null, p_amount_micros bigint default null, p_currency text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable(), private.assert_unfiltered(),
          private.assert_discount_arguments(p_code, p_product_type, p_product_id, p_amount_micros, p_currency);
  return private.redeem_discount(private.target_user(null), p_code, p_product_type, p_idempotency_key, p_product_id, p_amount_micros, p_currency, now());
end;
$$;
revoke all on function public.redeem_discount(text, text, text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.redeem_discount(text, text, text, text, bigint, text) to authenticated;
comment on function public.redeem_discount(text, text, text, text, bigint, text) is 'Redeems a discount code for the caller, once a user and code, and gives what it is worth at once.
Credits become promotional credits; free days premium from now on, or after the free days of earlier codes; a course that costs nothing after the
discount, by the database''s price, belongs to the user. Any other percentage or amount is a redemption that the purchase or the subscription names (redemption_id).
Arguments as validate_discount, and p_idempotency_key: 8–128 characters made by the caller; the same call again gets the first answer with
"replayed": true, or the same refusal.

Answer: as validate_discount, and {redemption_id, grant_expires_at, replayed}. grant_expires_at: when the benefit ends (exclusive): credits not spent
or a discount not used by then are lost, free days are over (earlier when days before them are taken back); null for no end. The terms are fixed from now
on, whatever becomes of the code. A discount that nothing used by then gives its place back: the code may be redeemed again, with a new key.

Refusals: as validate_discount, checked again, and idempotency_mismatch (409; details.field), user_not_found (404).
too_many_attempts is not kept for the key, every other refusal is, for 30 days: try again with a new key.
PT409 when the code becomes one of credits or days at this very moment: send the call again.

Example: POST /rpc/redeem_discount {"p_code": "SPRING26", "p_product_type": "course", "p_idempotency_key": "a3f1c2d4-redeem", "p_product_id": "deep-sleep"}.';

create or replace function private.redeem_discount(
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
  v_code text := private.normalise_code(p_code);
  v_parameters jsonb := jsonb_build_object(
    'p_code', coalesce(v_code, p_code), 'p_product_type', p_product_type, 'p_product_id', p_product_id,
    'p_amount_micros', p_amount_micros, 'p_currency', p_currency);
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_answer jsonb;
  v_checked record;
  v_has_lapsed boolean := true;
  v_is_settled boolean := false;
  v_is_counted boolean;
  v_redemption_id uuid := gen_random_uuid();
  v_expires_at timestamptz;
  v_fulfilled_at timestamptz;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_answer := private.recall_idempotent(p_user_id, 'redeem_discount', v_key, v_parameters, v_at);
  if v_answer is not null then
    return v_answer;
  end if;

  -- Looked at without the code's lock, so that a sold-out code which everybody tries is refused to all at once. The counter's condition
  -- takes the lock: that the terms are those looked at, and a place is left. Where either is no longer so, what is there now is looked at.
  for v_look in 1 .. 10 loop
    v_checked := private.check_discount(p_user_id, v_code, p_product_type, p_product_id, p_amount_micros, p_currency, v_at, v_has_lapsed);
    v_answer := v_checked.answer;
    if v_checked.is_unknown then
      v_answer := private.refuse_attempt('discount_code', p_user_id, 'code_not_found', v_at);
    end if;
    if v_answer ->> 'code' = 'too_many_attempts' then
      return v_answer;
    elsif v_answer -> 'ok' = 'false' then
      return private.keep_idempotent(p_user_id, 'redeem_discount', v_key, v_parameters, v_answer, v_at);
    end if;
    if not v_is_settled then
      if v_checked.benefit_kind not in ('credits', 'free_days') then
        update public.ai_usage as u set clock_at = v_at where u.user_id = p_user_id and u.clock_at < v_at;
      elsif v_look = 1 then
        perform private.settle_credits(p_user_id, v_at);
        v_is_settled := true;
      else
        -- It may take claims, which come before the code's lock, and that may be held already.
        raise sqlstate 'PT409' using message = 'the discount code was changed at this moment', hint = 'Send the call again.';
      end if;
    end if;
    if v_checked.takes_lapsed then
      -- Where another took it meanwhile, or is just about to use it after all, only a place that is free will do.
      v_has_lapsed := private.release_lapsed(p_user_id, v_code, v_at) > 0;
    end if;
    update public.discount_codes as d
       set times_redeemed = d.times_redeemed + 1
     where d.code = v_code and d.updated_at = v_checked.terms_of and (d.max_redemptions is null or d.times_redeemed < d.max_redemptions);
    v_is_counted := found;
    exit when v_is_counted;
  end loop;
  if not v_is_counted then
    raise exception 'discount code % changed under its lock', v_code;
  end if;

  -- Days are of 24 hours: an interval of days would depend on the session's time zone.
  v_expires_at := coalesce(v_at + make_interval(hours => 24 * v_checked.lifespan_days), 'infinity');
  if v_checked.benefit_kind = 'credits' then
    perform private.give_discount_credits(p_user_id, v_redemption_id, v_checked.benefit_value::integer, v_expires_at, v_at);
    v_fulfilled_at := v_at;
  elsif v_checked.benefit_kind = 'free_days' then
    v_expires_at := private.give_free_days(p_user_id, v_redemption_id, v_code, v_checked.benefit_value::integer, v_at);
    v_fulfilled_at := v_at;
  elsif v_checked.course_code is not null then
    insert into public.course_purchases (user_id, course_code, source, validation, price_micros, currency, redemption_id, purchased_at, recorded_at)
    values (p_user_id, v_checked.course_code, 'code', 'valid', 0, v_checked.currency, v_redemption_id, v_at, v_at);
    v_expires_at := 'infinity';
    v_fulfilled_at := v_at;
  end if;

  insert into public.user_discounts as u (
    user_id, code, redemption_id, product_type, product_id, benefit_kind, benefit_value, benefit_hundredths, benefit_currency,
    amount_micros, amount_off_micros, amount_due_micros, currency, price_source, redeemed_at, grant_expires_at, fulfilled_at, released_at)
  values (
    p_user_id, v_code, v_redemption_id, p_product_type, p_product_id,
    v_checked.benefit_kind, v_checked.benefit_value, v_checked.benefit_hundredths, v_checked.benefit_currency,
    v_checked.amount_micros, v_checked.amount_micros - v_checked.amount_due_micros, v_checked.amount_due_micros,
    v_checked.currency, v_checked.price_source, v_at, v_expires_at, v_fulfilled_at, null)
  on conflict (user_id, code) do update set
    redemption_id = excluded.redemption_id, product_type = excluded.product_type, product_id = excluded.product_id,
    benefit_kind = excluded.benefit_kind, benefit_value = excluded.benefit_value, benefit_hundredths = excluded.benefit_hundredths,
    benefit_currency = excluded.benefit_currency,
    amount_micros = excluded.amount_micros, amount_off_micros = excluded.amount_off_micros,
    amount_due_micros = excluded.amount_due_micros, currency = excluded.currency, price_source = excluded.price_source, redeemed_at = excluded.redeemed_at,
    grant_expires_at = excluded.grant_expires_at, fulfilled_at = excluded.fulfilled_at, released_at = excluded.released_at
    where u.released_at is not null;
  if not found then
    raise exception 'discount code % was redeemed under its user''s lock', v_code;
  end if;

  return private.keep_idempotent(p_user_id, 'redeem_discount', v_key, v_parameters, v_answer || jsonb_build_object(
    'redemption_id', v_redemption_id,
    'grant_expires_at', nullif(v_expires_at, 'infinity'),
    'replayed', false), v_at);
end;
$$;
revoke all on function private.redeem_discount(uuid, text, text, text, text, bigint, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redeem_discount(uuid, text, text, text, text, bigint, text, timestamptz) is 'redeem_discount at a given time, its arguments checked.';

create or replace function private.release_lapsed(p_user_id uuid, p_code text, p_at timestamptz)
returns integer
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code record;
  v_released bigint;
  v_more bigint;
begin
  select d.times_redeemed, d.max_redemptions into strict v_code from public.discount_codes as d where d.code = p_code for no key update;
  update public.user_discounts as u
     set released_at = p_at
   where u.user_id = p_user_id and u.code = p_code and u.released_at is null and u.fulfilled_at is null and u.grant_expires_at <= p_at;
  get diagnostics v_released = row_count;
  -- Of other users, whose locks are not held: what anybody has locked is passed over, so that nobody is waited for under the code's lock.
  while v_code.times_redeemed - v_released >= v_code.max_redemptions loop
    update public.user_discounts as u
       set released_at = p_at
      from (select l.user_id
              from public.user_discounts as l
             where l.code = p_code and l.released_at is null and l.fulfilled_at is null
               and l.grant_expires_at < 'infinity' and l.grant_expires_at <= p_at
             order by l.grant_expires_at
             limit 100
               for no key update skip locked) as o
     where u.user_id = o.user_id and u.code = p_code;
    get diagnostics v_more = row_count;
    exit when v_more = 0;
    v_released := v_released + v_more;
  end loop;
  if v_released > 0 then
    update public.discount_codes as d
       set times_redeemed = d.times_redeemed - v_released::integer
     where d.code = p_code;
  end if;
  return v_released;
end;
$$;
revoke all on function private.release_lapsed(uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.release_lapsed(uuid, text, timestamptz) is 'Releases redemptions of a code that lapsed, and returns how many.
Their grant was over at p_at, and nothing had used it; the counter goes down by as many.
That of the user and, until the code is not used up any more, others, by the hundred. Takes the code''s lock. Whoever uses his redemption at this moment keeps it, or
finds it released and uses none.';

create or replace function private.give_discount_credits(
  p_user_id uuid, p_redemption_id uuid, p_amount integer, p_expires_at timestamptz, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_credit_id uuid := gen_random_uuid();
begin
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, redemption_id, granted_at, vested_at, expires_at)
  values (p_user_id, v_credit_id, 'discount', p_amount, 0, p_redemption_id, p_at, p_at, p_expires_at);
  -- The ledger entry is what fills the row: balances move in post_credits only.
  perform private.post_credits(
    p_user_id, 'grant', p_at,
    p_promotional_split => jsonb_build_object(v_credit_id, p_amount),
    p_credit_id => v_credit_id);
end;
$$;
revoke all on function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_discount_credits(uuid, uuid, integer, timestamptz, timestamptz) is 'Gives the promotional credits of a redeemed code, until p_expires_at.
Called under the user''s lock, after settle_credits. Debt does not take them; while there is debt they cannot be spent.';

create or replace function private.give_free_days(p_user_id uuid, p_redemption_id uuid, p_code text, p_days integer, p_at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_plan text;
  v_subscription public.subscriptions;
  v_starts_at timestamptz;
  v_expires_at timestamptz;
begin
  select p.plan into strict v_plan from private.plans as p where p.plan <> 'free' order by p.plan_rank desc limit 1;
  -- Days of several codes follow each other. Days are of 24 hours: an interval of days would depend on the session's time zone.
  select greatest(p_at, max(t.expires_at)) into v_starts_at
    from private.store_transactions as t
   where t.user_id = p_user_id and t.store = 'code' and t.revoked_at is null and t.replaced_at is null;
  v_expires_at := v_starts_at + make_interval(hours => 24 * p_days);

  perform private.claim_receipt('code', 'production', array[p_redemption_id::text], p_user_id, 'subscription', p_redemption_id::text, p_at);
  insert into private.store_transactions (
    user_id, store, environment, transaction_id, original_transaction_id, product_id, plan,
    purchased_at, expires_at, redemption_id, recorded_at)
  values (
    p_user_id, 'code', 'production', p_redemption_id::text, p_redemption_id::text, p_code, v_plan,
    v_starts_at, v_expires_at, p_redemption_id, p_at);
  perform private.fold_subscription(p_user_id);
  select s.* into strict v_subscription from public.subscriptions as s where s.user_id = p_user_id;
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition,
    transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at)
  values (
    p_user_id, 'code', 'production', p_redemption_id::text, 'started', 'applied',
    p_redemption_id::text, p_redemption_id::text, p_code, private.subscription_state(v_subscription, p_at), p_at, p_at);
  -- The greater allowance of this week is there at once, and on record.
  perform private.settle_credits(p_user_id, p_at);
  return v_expires_at;
end;
$$;
revoke all on function private.give_free_days(uuid, uuid, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_free_days(uuid, uuid, text, integer, timestamptz) is 'Gives the free days of a redeemed code and returns when they end.
A transaction with store code on the paid plan of greatest rank, after the days that other codes gave. Called under the user''s lock,
after settle_credits.';
commit;
