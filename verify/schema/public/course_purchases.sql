-- Verify schema/public/course_purchases
begin;
select user_id, purchase_id, course_code, source, validation, store, environment, transaction_id, original_transaction_id, product_id, token_sha256, account_token_sha256, price_micros, currency, redemption_id, refunded_percentage, purchased_at, recorded_at, revoked_at from public.course_purchases where false;
select 1 / (obj_description('public.course_purchases'::regclass) is not null)::int;
rollback;
