-- Verify functions/accounts/is_time_zone
begin;
select 1 / (not has_function_privilege('public', 'private.is_time_zone(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_time_zone(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_time_zone(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_time_zone(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_time_zone(text)', 'execute'))::int;
rollback;
