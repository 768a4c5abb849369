-- Verify functions/private/touch_updated_at
begin;
select 1 / (not has_function_privilege('public', 'private.touch_updated_at()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.touch_updated_at()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.touch_updated_at()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.touch_updated_at()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.touch_updated_at()', 'execute'))::int;
rollback;
