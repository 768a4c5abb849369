-- Verify schema/public/ai_credit_purchases
begin;
select user_id, store, environment, transaction_id, original_transaction_id, product_id, quantity, credits, price_micros, currency, token_sha256, account_token_sha256, redemption_id, refunded_percentage, refunded_credits, purchased_at, recorded_at from public.ai_credit_purchases where false;
select 1 / (obj_description('public.ai_credit_purchases'::regclass) is not null)::int;
rollback;
