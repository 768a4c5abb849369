-- Deploy functions/referrals/grant_referral_reward: stamped from functions/referrals/grant_referral_reward.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
comment on function public.grant_referral_reward(uuid, jsonb) is 'Gives the reward for a referred user''s first payment to whoever referred that user.
Promotional credits, 10 for 365 days (settings). Call it for every verified payment of a user; it says itself which one counts.
p_transaction: {store: apple|google|stripe|web, environment: production|sandbox, transaction_id, paid_at (RFC 3339), amount_micros (millionths of
currency), currency}, all needed. It need not be recorded here as a purchase, but when it is, it must be this user''s, and no earlier payment of the
user may be on record.
The reward is pending until paid_at and the refund window (settings.refund_window, 14 days) are over and vests by itself then: nothing is to be called.
A refund, a chargeback or a revocation of the payment, in whole or in part, takes the reward back at once, whenever it comes; what the referrer has
spent by then stays spent. A reward of which nothing was spent does not count then: another payment of the user may earn one, or this one again when
the refund is reversed (call again).

Answer: {ok, referee_id, referrer_id, credit_id, amount, status: pending|vested, vests_at, expires_at, replayed}; the same payment again gets the first
answer with "replayed": true. Do not show the two users each other.

Refusals, after which nothing is recorded: user_not_found (404), referral_not_found (404; nobody referred the user, or an account that is erased),
payment_not_eligible (422; details.reason: sandbox, also for testers; nothing_paid; not_first, details.first names the payment that counts),
receipt_already_in_use (409; it is another user''s), already_rewarded (409; there is one reward a referred user), purchase_refunded (409),
referral_not_allowed (422; details.reason: same_device, same_store_account: the two have turned out to be one person),
referral_cap_reached (409; the referrer has got 10 rewards in 30 days (settings); call again at details.retry_at, null for never).
PT400 for a bad argument.

Example: POST /rpc/grant_referral_reward {"p_referee_id": "…", "p_transaction": {"store": "apple", "environment": "production",
"transaction_id": "2000000123456789", "paid_at": "2026-01-31T12:00:00Z", "amount_micros": 9990000, "currency": "USD"}}.';

create or replace function private.grant_referral_reward(p_referee_id uuid, p_transaction jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_transaction jsonb := private.json_object_argument('p_transaction', p_transaction, 8192, array[
    'store', 'environment', 'transaction_id', 'paid_at', 'amount_micros', 'currency']);
  v_store text := private.json_store(v_transaction);
  v_environment text := private.json_choice(v_transaction, 'environment', array['production', 'sandbox']);
  v_transaction_id text := private.json_required_text(v_transaction, 'transaction_id', 200);
  v_paid_at timestamptz := private.json_timestamp(v_transaction, 'paid_at');
  v_amount_micros bigint := private.json_integer(v_transaction, 'amount_micros', 0, 1000000000000000);
  v_currency text := private.json_text(v_transaction, 'currency', 3);
  v_referrer_id uuid;
  v_user uuid;
  v_locked_at timestamptz;
  v_at timestamptz := p_at;
  v_live uuid[] := array[]::uuid[];
  v_settings record;
  v_referral record;
  v_holder uuid;
  v_purchase_id text;
  v_taken integer;
  v_is_clawed_back boolean;
  v_first record;
  v_shared text;
  v_credit_id uuid := gen_random_uuid();
  v_vests_at timestamptz;
  v_retry_at timestamptz;
begin
  if v_paid_at is null or v_amount_micros is null then
    raise sqlstate 'PT400' using message = 'paid_at and amount_micros are needed';
  elsif v_currency is null or v_currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  end if;
  if not exists (select 1 from public.user_profile as u where u.user_id = p_referee_id and u.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  -- Who referred whom never changes, so that both are known before their locks.
  select r.referrer_id into v_referrer_id from private.referrals as r where r.user_id = p_referee_id;
  if not found then
    return private.refuse('referral_not_found');
  elsif v_environment = 'sandbox' then
    return private.refuse('payment_not_eligible', '{"reason": "sandbox"}');
  elsif v_amount_micros = 0 then
    return private.refuse('payment_not_eligible', '{"reason": "nothing_paid"}');
  end if;

  foreach v_user in array array[least(p_referee_id, v_referrer_id), greatest(p_referee_id, v_referrer_id)] loop
    v_locked_at := private.lock_user(v_user, p_at);
    if v_locked_at is not null then
      v_at := greatest(v_at, v_locked_at);
      v_live := v_live || v_user;
    end if;
  end loop;
  if p_referee_id <> all (v_live) then
    return private.refuse('user_not_found');
  elsif v_referrer_id <> all (v_live) then
    return private.refuse('referral_not_found');
  end if;
  -- Under which a refund of the payment is taken in, whoever's it is.
  perform private.lock_receipt(v_store, v_environment, array[v_transaction_id]);
  -- Writes down what was clawed back, so that it is known whether all of it was.
  perform private.settle_credits(v_referrer_id, v_at);
  select s.referral_reward_credits, s.referral_reward_lifetime, s.refund_window, s.referral_rewards_per_period, s.referral_period
    into strict v_settings
    from private.settings as s;
  select r.credit_id, r.store, r.environment, r.transaction_id, r.rewarded_at into strict v_referral
    from private.referrals as r where r.user_id = p_referee_id;

  select c.holder, case when c.kind <> 'subscription' then c.original end into v_holder, v_purchase_id
    from private.claim_receipt(v_store, v_environment, array[v_transaction_id]) as c;
  if (found and v_holder is distinct from p_referee_id)
     or private.claim_referral_payment(v_store, v_environment, v_transaction_id) <> p_referee_id then
    return private.refuse('receipt_already_in_use');
  end if;
  select c.taken_credits into v_taken
    from private.referral_clawbacks as c where c.user_id = v_referrer_id and c.credit_id = v_referral.credit_id;
  v_is_clawed_back := found;
  if v_referral.credit_id is not null and not v_is_clawed_back then
    if (v_referral.store, v_referral.environment, v_referral.transaction_id) = (v_store, v_environment, v_transaction_id) then
      return private.reward_answer(p_referee_id, v_referrer_id, v_referral.credit_id, true);
    end if;
    return private.refuse('already_rewarded', jsonb_build_object('rewarded_at', v_referral.rewarded_at));
  elsif v_is_clawed_back
        and v_taken is distinct from (select r.amount from public.referral_credits as r
                                       where r.user_id = v_referrer_id and r.credit_id = v_referral.credit_id) then
    -- Something of it was spent: that was the one reward. (Or it is being taken back this moment, which the next call will see.)
    return private.refuse('already_rewarded', jsonb_build_object('rewarded_at', v_referral.rewarded_at));
  elsif private.is_payment_refunded(v_store, v_environment, v_transaction_id) then
    return private.refuse('purchase_refunded');
  end if;
  v_first := private.first_payment(p_referee_id);
  -- What is bought once may be recorded under another of its receipts.
  if v_first.paid_at < v_paid_at and (v_first.store, v_first.transaction_id) <> (v_store, coalesce(v_purchase_id, v_transaction_id)) then
    return private.refuse('payment_not_eligible', jsonb_build_object('reason', 'not_first', 'first', to_jsonb(v_first)));
  end if;
  -- Again, because a device may be registered after the code was entered.
  v_shared := private.same_person_evidence(p_referee_id, v_referrer_id);
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
       where c.user_id = v_referrer_id and c.source = 'referral'
         and not exists (select 1 from private.referral_clawbacks as b where b.user_id = c.user_id and b.credit_id = c.credit_id)) as r;
  if v_retry_at > v_at or v_settings.referral_rewards_per_period = 0 then
    return private.refuse('referral_cap_reached', jsonb_build_object('retry_at', v_retry_at));
  end if;

  perform private.claim_referral_payment(v_store, v_environment, v_transaction_id, p_referee_id, v_at);
  v_vests_at := v_paid_at + make_interval(secs => extract(epoch from v_settings.refund_window)::double precision);
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vests_at, expires_at)
  values (
    v_referrer_id, v_credit_id, 'referral', v_settings.referral_reward_credits, 0, v_at, v_vests_at,
    greatest(v_vests_at, v_at) + make_interval(secs => extract(epoch from v_settings.referral_reward_lifetime)::double precision));
  update private.referrals as r
     set credit_id = v_credit_id, store = v_store, environment = v_environment, transaction_id = v_transaction_id,
         amount_micros = v_amount_micros, currency = v_currency, paid_at = v_paid_at, rewarded_at = v_at
   where r.user_id = p_referee_id;
  -- Past the refund window it vests now.
  perform private.settle_credits(v_referrer_id, v_at);
  return private.reward_answer(p_referee_id, v_referrer_id, v_credit_id, false);
end;
$$;
revoke all on function private.grant_referral_reward(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.grant_referral_reward(uuid, jsonb, timestamptz) is 'grant_referral_reward at a given time.';

create or replace function private.reward_answer(p_referee_id uuid, p_referrer_id uuid, p_credit_id uuid, p_replayed boolean)
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
      'referee_id', p_referee_id,
      'referrer_id', p_referrer_id,
      'credit_id', r.credit_id,
      'amount', r.amount,
      'status', case when r.vests_at > r.granted_at then 'pending' else 'vested' end,
      'vests_at', r.vests_at,
      'expires_at', r.expires_at,
      'replayed', p_replayed)
      from public.referral_credits as r
     where r.user_id = p_referrer_id and r.credit_id = p_credit_id);
end;
$$;
revoke all on function private.reward_answer(uuid, uuid, uuid, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.reward_answer(uuid, uuid, uuid, boolean) is 'What grant_referral_reward answers, from what is on record: the same at every repeat.
status is that of the moment of granting.';

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
  for store, environment, transaction_id, paid_at in
    select p.store, p.environment, p.transaction_id, p.paid_at
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
     order by p.paid_at, p.store, p.transaction_id collate "C"
  loop
    if not private.is_payment_refunded(store, environment, transaction_id) then
      return;
    end if;
  end loop;
  store := null;
  environment := null;
  transaction_id := null;
  paid_at := null;
end;
$$;
revoke all on function private.first_payment(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.first_payment(uuid) is 'The earliest payment of a user that is on record and not refunded; NULL when there is none.';
commit;
