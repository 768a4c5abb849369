-- Verify functions/discounts/has_purchased
begin;
select 1 / (not has_function_privilege('public', 'private.has_purchased(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.has_purchased(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.has_purchased(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.has_purchased(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.has_purchased(uuid)', 'execute'))::int;
rollback;
