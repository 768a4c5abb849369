-- Verify functions/store/subscription_family
begin;
select 1 / (not has_function_privilege('public', 'private.subscription_family(uuid, text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.subscription_family(uuid, text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.subscription_family(uuid, text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.subscription_family(uuid, text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.subscription_family(uuid, text, text, text)', 'execute'))::int;
rollback;
