-- Verify schema/public/user_discounts
begin;
select user_id, code, redemption_id, product_type, product_id, benefit_kind, benefit_value, benefit_currency, amount_micros, amount_off_micros, amount_due_micros, currency, redeemed_at, grant_expires_at, fulfilled_at, released_at from public.user_discounts where false;
select 1 / (obj_description('public.user_discounts'::regclass) is not null)::int;
rollback;
