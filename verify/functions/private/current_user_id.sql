-- Verify functions/private/current_user_id
begin;
select 1 / (not has_function_privilege('public', 'private.current_user_id()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.current_user_id()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'private.current_user_id()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.current_user_id()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.current_user_id()', 'execute'))::int;
rollback;
