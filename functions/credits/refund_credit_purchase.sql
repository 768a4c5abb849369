create or replace function public.refund_credit_purchase(p_refund jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.refund(p_refund, array['credits'], now());
end;
$$;
revoke all on function public.refund_credit_purchase(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.refund_credit_purchase(jsonb) to service_role;
comment on function public.refund_credit_purchase(jsonb) is 'Takes back the credits of a refunded purchase; what is spent already becomes debt, which credits given back or bought later pay first. p_refund: {store, environment, transaction_id, notification_id, kind: refund|chargeback|reversal, refund_notification_id (for a reversal), percentage (0–100, default 100), occurred_at}. A partial refund is prorated and rounded up; partials sum to at most 100 %. A reversal gives back exactly what the refund that it names took. Each notification applies once; one whose purchase (or refund) is not known yet waits for it. Answer: {ok, disposition: applied|waiting, user_id, percentage, credits, balance, replayed}. Refusals: unknown_purchase (422; the transaction is no purchase of credits); idempotency_mismatch (409; notification_id was used for something else); PT400 for a bad argument. Example: POST /rpc/refund_credit_purchase {"p_refund": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "notification_id": "4d1f…", "kind": "refund"}}.';
