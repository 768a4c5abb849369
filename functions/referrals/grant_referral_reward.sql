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
  return private.grant_reward(private.target_user(p_referee_id), p_transaction, now());
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
