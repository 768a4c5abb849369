-- Verify schema/private/store_products
begin;
select store, product_id, kind, plan, credits, course_code, billing_period, price_micros, currency, is_active from private.store_products where false;
select 1 / (obj_description('private.store_products'::regclass) is not null)::int;
rollback;
