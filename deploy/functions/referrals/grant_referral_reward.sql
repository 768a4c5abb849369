-- Deploy functions/referrals/grant_referral_reward: stamped from functions/referrals/grant_referral_reward.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.grant_referral_reward(p_referee_id uuid, p_transaction jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_referee_id is null then
    raise sqlstate 'PT400' using message = 'p_referee_id is missing';
  end if;
  return private.grant_referral_reward(private.target_user(p_referee_id), p_transaction, now());
end;
$$;
revoke all on function public.grant_referral_reward(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.grant_referral_reward(uuid, jsonb) to service_role, dochub_admin;
comment on function public.grant_referral_reward(uuid, jsonb) is 'Gives the reward for a referred user''s first payment to whoever referred that user: promotional credits, 10 for 365 days (settings). Call it for every verified payment of a user; it says itself which one counts.
p_transaction: {store: apple|google|stripe|web, environment: production|sandbox, transaction_id, paid_at (RFC 3339), amount_micros (millionths of currency), currency}, all needed. It need not be recorded here as a purchase, but when it is, it must be this user''s, and no earlier payment of the user may be on record.
The reward is pending until paid_at and the refund window (settings.refund_window, 14 days) are over and vests by itself then: nothing is to be called. A refund, a chargeback or a revocation of the payment, in whole or in part, takes the reward back at once, whenever it comes; what the referrer has spent by then stays spent. A reward of which nothing was spent does not count then: another payment of the user may earn one, or this one again when the refund is reversed (call again).
Answer: {ok, referee_id, referrer_id, credit_id, amount, status: pending|vested, vests_at, expires_at, replayed}; the same payment again gets the first answer with "replayed": true. Do not show the two users each other.
Refusals, after which nothing is recorded: user_not_found (404), referral_not_found (404; nobody referred the user, or an account that is erased), payment_not_eligible (422; details.reason: sandbox, also for testers; nothing_paid; not_first, details.first names the payment that counts), receipt_already_in_use (409; it is another user''s), already_rewarded (409; there is one reward a referred user), purchase_refunded (409), referral_not_allowed (422; details.reason: same_device, same_store_account: the two have turned out to be one person), referral_cap_reached (409; the referrer has got 10 rewards in 30 days (settings); call again at details.retry_at, null for never). PT400 for a bad argument.
Example: POST /rpc/grant_referral_reward {"p_referee_id": "…", "p_transaction": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "paid_at": "2026-01-31T12:00:00Z", "amount_micros": 9990000, "currency": "USD"}}.';

create or replace function private.grant_referral_reward(p_referee_id uuid, p_transaction jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_payment private.referrals := private.payment_argument(p_transaction);
  v_referral private.referrals;
  v_user uuid;
  v_locked_at timestamptz;
  v_at timestamptz := p_at;
  v_live uuid[] := array[]::uuid[];
  v_settings private.settings;
  v_first record;
  v_shared text;
  v_retry_at timestamptz;
begin
  if not exists (select from public.user_profile as u where u.user_id = p_referee_id and u.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  select * into v_referral from private.referrals as r where r.user_id = p_referee_id;
  if not found then
    return private.refuse('referral_not_found');
  elsif v_payment.environment = 'sandbox' then
    return private.refuse('payment_not_eligible', '{"reason": "sandbox"}');
  elsif v_payment.amount_micros = 0 then
    return private.refuse('payment_not_eligible', '{"reason": "nothing_paid"}');
  end if;

  -- Who referred whom never changes, so that both are known before their locks.
  foreach v_user in array array[least(p_referee_id, v_referral.referrer_id), greatest(p_referee_id, v_referral.referrer_id)] loop
    v_locked_at := private.lock_user(v_user, p_at);
    if v_locked_at is not null then
      v_at := greatest(v_at, v_locked_at);
      v_live := v_live || v_user;
    end if;
  end loop;
  if p_referee_id <> all (v_live) then
    return private.refuse('user_not_found');
  elsif v_referral.referrer_id <> all (v_live) then
    return private.refuse('referral_not_found');
  end if;
  -- Under which a refund of the payment is taken in, whoever's it is.
  perform private.lock_receipt(v_payment.store, v_payment.environment, v_payment.transaction_id);
  -- Writes down what was clawed back, so that it is known whether all of it was.
  perform private.settle_credits(v_referral.referrer_id, v_at);
  select * into strict v_referral from private.referrals as r where r.user_id = p_referee_id;
  select * into strict v_settings from private.settings;

  if exists (select from private.receipt_claims as c
              where c.store = v_payment.store and c.environment = v_payment.environment and c.transaction_id = v_payment.transaction_id
                and c.user_id is distinct from p_referee_id)
     or exists (select from private.referral_payment_claims as c
                 where c.store = v_payment.store and c.environment = v_payment.environment and c.transaction_id = v_payment.transaction_id
                   and c.user_id <> p_referee_id) then
    return private.refuse('receipt_already_in_use');
  elsif v_referral.credit_id is not null
        and not exists (select from private.referral_clawbacks as c
                         where c.user_id = v_referral.referrer_id and c.credit_id = v_referral.credit_id) then
    if (v_referral.store, v_referral.environment, v_referral.transaction_id)
       = (v_payment.store, v_payment.environment, v_payment.transaction_id) then
      return private.reward_answer(v_referral, true);
    end if;
    return private.refuse('already_rewarded', jsonb_build_object('rewarded_at', v_referral.rewarded_at));
  elsif exists (select from private.referral_clawbacks as c
                  join public.referral_credits as r on r.user_id = c.user_id and r.credit_id = c.credit_id
                 where c.user_id = v_referral.referrer_id and c.credit_id = v_referral.credit_id and c.taken_credits is distinct from r.amount) then
    -- Something of it was spent: that was the one reward. (Or it is being taken back this moment, which the next call will see.)
    return private.refuse('already_rewarded', jsonb_build_object('rewarded_at', v_referral.rewarded_at));
  elsif private.is_payment_refunded(v_payment.store, v_payment.environment, v_payment.transaction_id) then
    return private.refuse('purchase_refunded');
  end if;
  select * into strict v_first from private.first_payment(p_referee_id);
  if v_first.paid_at < v_payment.paid_at
     and (v_first.store, v_first.transaction_id) <> (v_payment.store, v_payment.transaction_id) then
    return private.refuse('payment_not_eligible', jsonb_build_object('reason', 'not_first', 'first', to_jsonb(v_first)));
  end if;
  -- Again, because a device may be registered after the code was entered.
  v_shared := private.same_person_evidence(p_referee_id, v_referral.referrer_id);
  if v_shared is not null then
    return private.refuse('referral_not_allowed', jsonb_build_object('reason', v_shared));
  end if;
  -- The oldest of the rewards that fill the period: when it leaves, there is room. In seconds: a day is 24 hours.
  select max(r.granted_at) filter (where r.n = v_settings.referral_rewards_per_period)
         + make_interval(secs => extract(epoch from v_settings.referral_period)::double precision)
    into v_retry_at
    from (
      select c.granted_at, row_number() over (order by c.granted_at desc) as n
        from public.referral_credits as c
       where c.user_id = v_referral.referrer_id and c.source = 'referral'
         and not exists (select from private.referral_clawbacks as b where b.user_id = c.user_id and b.credit_id = c.credit_id)) as r;
  if v_retry_at > v_at or v_settings.referral_rewards_per_period = 0 then
    return private.refuse('referral_cap_reached', jsonb_build_object('retry_at', v_retry_at));
  end if;

  insert into private.referral_payment_claims (store, environment, transaction_id, user_id, claimed_at)
  values (v_payment.store, v_payment.environment, v_payment.transaction_id, p_referee_id, v_at)
  on conflict (store, environment, transaction_id) do nothing;
  v_referral.credit_id := gen_random_uuid();
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vests_at, expires_at)
  select v_referral.referrer_id, v_referral.credit_id, 'referral', v_settings.referral_reward_credits, 0, v_at, t.vests_at,
         greatest(t.vests_at, v_at) + make_interval(secs => extract(epoch from v_settings.referral_reward_lifetime)::double precision)
    from (select v_payment.paid_at + make_interval(secs => extract(epoch from v_settings.refund_window)::double precision) as vests_at) as t
  on conflict do nothing;
  update private.referrals as r
     set credit_id = v_referral.credit_id, store = v_payment.store, environment = v_payment.environment,
         transaction_id = v_payment.transaction_id, amount_micros = v_payment.amount_micros, currency = v_payment.currency,
         paid_at = v_payment.paid_at, rewarded_at = v_at
   where r.user_id = p_referee_id
  returning * into strict v_referral;
  -- Past the refund window it vests now.
  perform private.settle_credits(v_referral.referrer_id, v_at);
  return private.reward_answer(v_referral, false);
end;
$$;
revoke all on function private.grant_referral_reward(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.grant_referral_reward(uuid, jsonb, timestamptz) is 'grant_referral_reward at a given time.';

create or replace function private.payment_argument(p_transaction jsonb)
returns private.referrals
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_transaction jsonb := private.json_object_argument('p_transaction', p_transaction, 8192, array[
    'store', 'environment', 'transaction_id', 'paid_at', 'amount_micros', 'currency']);
  v_payment private.referrals;
begin
  v_payment.store := private.json_choice(v_transaction, 'store', array['apple', 'google', 'stripe', 'web']);
  v_payment.environment := private.json_choice(v_transaction, 'environment', array['production', 'sandbox']);
  v_payment.transaction_id := private.json_required_text(v_transaction, 'transaction_id', 200);
  v_payment.paid_at := private.json_timestamp(v_transaction, 'paid_at');
  v_payment.amount_micros := private.json_integer(v_transaction, 'amount_micros', 0, 1000000000000000);
  v_payment.currency := private.json_text(v_transaction, 'currency', 3);
  if v_payment.paid_at is null or v_payment.amount_micros is null then
    raise sqlstate 'PT400' using message = 'paid_at and amount_micros are needed';
  elsif v_payment.currency is null or v_payment.currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  end if;
  return v_payment;
end;
$$;
revoke all on function private.payment_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.payment_argument(jsonb) is 'A referred user''s payment as {store, environment, transaction_id, paid_at, amount_micros, currency}, checked (PT400) and typed as the columns of referrals.';

create or replace function private.reward_answer(p_referral private.referrals, p_replayed boolean)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select jsonb_build_object(
      'ok', true,
      'referee_id', p_referral.user_id,
      'referrer_id', p_referral.referrer_id,
      'credit_id', r.credit_id,
      'amount', r.amount,
      'status', case when r.vests_at > r.granted_at then 'pending' else 'vested' end,
      'vests_at', r.vests_at,
      'expires_at', r.expires_at,
      'replayed', p_replayed)
      from public.referral_credits as r
     where r.user_id = p_referral.referrer_id and r.credit_id = p_referral.credit_id);
end;
$$;
revoke all on function private.reward_answer(private.referrals, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reward_answer(private.referrals, boolean) is 'What grant_referral_reward answers, from what is on record: the same at every repeat. status is that of the moment of granting.';

create or replace function private.first_payment(
  p_user_id uuid,
  out store text, out environment text, out transaction_id text, out paid_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- As has_purchased: unknown prices count. What was refunded was no payment, and the sandbox has none.
  select p.store, p.environment, p.transaction_id, p.paid_at
    into store, environment, transaction_id, paid_at
    from (
      select c.store, c.environment, c.transaction_id, c.purchased_at as paid_at
        from public.course_purchases as c
       where c.user_id = p_user_id and c.source in ('store', 'web') and c.environment = 'production' and c.price_micros is distinct from 0
      union all
      select a.store, a.environment, a.transaction_id, a.purchased_at
        from public.ai_credit_purchases as a
       where a.user_id = p_user_id and a.environment = 'production' and a.price_micros is distinct from 0
      union all
      select m.store, m.environment, m.transaction_id, m.purchased_at
        from public.custom_course_purchases as m
       where m.user_id = p_user_id and m.environment = 'production' and m.price_micros is distinct from 0
      union all
      select t.store, t.environment, t.transaction_id, t.purchased_at
        from private.store_transactions as t
       where t.user_id = p_user_id and t.store <> 'code' and t.environment = 'production' and t.price_micros is distinct from 0) as p
   where not private.is_payment_refunded(p.store, p.environment, p.transaction_id)
   order by p.paid_at, p.store, p.transaction_id collate "C"
   limit 1;
end;
$$;
revoke all on function private.first_payment(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.first_payment(uuid) is 'The earliest payment of a user that is on record and not refunded; NULL when there is none.';
commit;
