create or replace function private.claw_back_reward(p_store text, p_environment text, p_transaction_id text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The lock under which a reward is granted. Whoever calls this for a purchase has it already.
  perform private.lock_receipt(p_store, p_environment, p_transaction_id);
  -- The row is the referrer's, but nothing of his is locked: his next change settles it.
  insert into private.referral_clawbacks (user_id, credit_id, refunded_at)
  select r.referrer_id, r.credit_id, p_at
    from private.referral_payment_claims as c
    join private.referrals as r
      on r.user_id = c.user_id and r.store = c.store and r.environment = c.environment and r.transaction_id = c.transaction_id
   where c.store = p_store and c.environment = p_environment and c.transaction_id = p_transaction_id
     and private.is_payment_refunded(p_store, p_environment, p_transaction_id)
  on conflict (user_id, credit_id) do nothing;
end;
$$;
revoke all on function private.claw_back_reward(text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claw_back_reward(text, text, text, timestamptz) is 'Takes back the referral reward that a payment earned, if it earned one and is refunded now; once. Called by whoever takes in a refund, after it is recorded. It needs no lock of the referrer: the credits count for nothing from now on, and the referrer''s next settle_credits writes it down.';
