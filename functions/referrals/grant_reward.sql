create or replace function private.grant_reward(p_referee_id uuid, p_transaction jsonb, p_at timestamptz)
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
  v_shared := private.shared_by(p_referee_id, v_referral.referrer_id);
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
revoke all on function private.grant_reward(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.grant_reward(uuid, jsonb, timestamptz) is 'grant_referral_reward at a given time.';
