-- Deploy functions/credits/record_credit_purchase: stamped from functions/credits/record_credit_purchase.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.record_credit_purchase(p_user_id uuid, p_purchase jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.buy_credits(private.target_user(p_user_id), p_purchase, now());
end;
$$;
revoke all on function public.record_credit_purchase(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_credit_purchase(uuid, jsonb) to service_role;
comment on function public.record_credit_purchase(uuid, jsonb) is 'Records a verified purchase of AI credits and adds them to the user''s bank; debt is paid first. p_purchase: {store: apple|google|stripe|web, environment: production|sandbox, transaction_id, original_transaction_id, product_id, quantity (1–100), price_micros, currency, token, account_token, purchased_at, redemption_id}; store, environment, transaction_id and product_id are needed. How many credits a product gives is in private.store_products. A transaction counts once across all users and kinds of purchase: again for the same user gets the first answer with "replayed": true. Sandbox purchases give credits to testers only. A refund that came before is applied at once. Answer: {ok, store, environment, transaction_id, credits, redemption, balance, replayed}. Refusals: unknown_product (422), receipt_already_in_use (409), account_token_mismatch (409), user_not_found (404); PT400 for a bad argument. Example: POST /rpc/record_credit_purchase {"p_user_id": "…", "p_purchase": {"store": "apple", "environment": "production", "transaction_id": "2000000123456789", "product_id": "dochub.credits.10", "purchased_at": "2026-01-31T12:00:00Z"}}.';
commit;
