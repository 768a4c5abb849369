-- Deploy functions/receipts/reward_refund: stamped from functions/receipts/reward_refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.claw_back_reward(p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_referee uuid;
  v_reward record;
begin
  if p_transaction_id is null then
    return;
  end if;
  -- The lock under which a reward is granted. Whoever calls this for a purchase has it already.
  perform private.lock_receipt(p_store, p_environment, array[p_transaction_id]);
  v_referee := private.claim_referral_payment(p_store, p_environment, p_transaction_id);
  if v_referee is null or not private.is_payment_refunded(p_store, p_environment, p_transaction_id) then
    return;
  end if;
  select r.referrer_id, r.credit_id into v_reward
    from private.referrals as r
   where r.user_id = v_referee and r.store = p_store and r.environment = p_environment and r.transaction_id = p_transaction_id;
  if found then
    -- The row is the referrer's, but nothing of his is locked: his next change settles it.
    insert into private.referral_clawbacks (user_id, credit_id, refunded_at)
    values (v_reward.referrer_id, v_reward.credit_id, p_at)
    on conflict (user_id, credit_id) do nothing;
  end if;
end;
$$;
revoke all on function private.claw_back_reward(text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claw_back_reward(text, text, text, timestamptz) is 'Takes back the referral reward that a payment earned, if it earned one and is refunded now; once.
Called by whoever takes in a refund, after it is recorded. It needs no lock of the referrer: the credits count for nothing from now on, and the referrer''s next settle_credits writes it down.';

create or replace function private.is_payment_refunded(p_store text, p_environment text, p_transaction_id text)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_found record;
  v_is_refunded boolean := false;
begin
  v_found := private.find_purchase(p_store, p_environment, array[p_transaction_id]);
  if v_found.kinds[1] is distinct from 'subscription' then
    -- In part is refunded, too. One that waits for its purchase counts; one that a reversal undoes does not, in whatever order they came.
    v_is_refunded := (private.refunded_share(p_store, p_environment, coalesce(v_found.purchases[1], v_found.waiting), 1)).share > 0;
  end if;
  return v_is_refunded
    or exists (
      select 1 from private.store_transactions as t
       where t.user_id = v_found.holders[1] and t.store = p_store and t.environment = p_environment and t.transaction_id = p_transaction_id
         and t.revoked_at is not null)
    -- What the stores reported about a subscription, or about a product that is not known. (Of what is bought once see above.)
    or exists (
      select 1 from private.store_inbox as i
       where i.store = p_store and i.environment = p_environment and i.transaction_id = p_transaction_id
         and i.event_type in ('refunded', 'revoked')
         and (i.event_type = 'revoked' or i.payload #>> '{transaction,refund_percentage}' is distinct from '0')
         and (v_found.kinds[1] = 'subscription' or not exists (
           select 1 from private.store_refunds as r
            where r.store = i.store and r.environment = i.environment
              and r.notification_id in (i.notification_id, i.payload #>> '{transaction,refund_id}')))
         and not exists (
           select 1 from private.store_inbox as v
            where v.store = i.store and v.environment = i.environment and v.transaction_id = i.transaction_id
              and v.event_type = 'refund_reversed'
              and (v.occurred_at, v.notification_id collate "C") > (i.occurred_at, i.notification_id collate "C")));
end;
$$;
revoke all on function private.is_payment_refunded(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_payment_refunded(text, text, text) is 'Whether a payment was refunded, wholly or in part (more than 0 %), charged back or revoked, and that not reversed.
By any report known, applied or waiting, under whichever receipt of the purchase.';
commit;
