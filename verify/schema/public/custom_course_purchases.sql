-- Verify schema/public/custom_course_purchases
begin;
select purchase_id, user_id, custom_course_id, store, environment, transaction_id, original_transaction_id, product_id, token_sha256, account_token_sha256, price_micros, currency, redemption_id, validation, refunded_percentage, link_email, link_token_sha256, link_expires_at, link_revoked_at, claimed_at, purchased_at, recorded_at, revoked_at from public.custom_course_purchases where false;
select 1 / (obj_description('public.custom_course_purchases'::regclass) is not null)::int;
rollback;
