-- Verify functions/discounts/discount_price
begin;
select 1 / (not has_function_privilege('public', 'private.discount_price(text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.discount_price(text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.discount_price(text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.discount_price(text, text, bigint, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.discount_price(text, text, bigint, text)', 'execute'))::int;
rollback;
