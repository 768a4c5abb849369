-- Verify functions/receipts/subscription
begin;
select 1 / (not has_function_privilege('public', 'private.fold_subscription(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.fold_subscription(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.fold_subscription(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.fold_subscription(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.fold_subscription(uuid)', 'execute'))::int;
rollback;
