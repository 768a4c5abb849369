-- Verify schema/public/discount_codes
begin;
select code, product_type, product_ids, benefit_kind, benefit_value, benefit_currency, lifespan_days, starts_at, expires_at, max_redemptions, times_redeemed, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id, is_active, created_at, updated_at from public.discount_codes where false;
select 1 / (obj_description('public.discount_codes'::regclass) is not null)::int;
rollback;
