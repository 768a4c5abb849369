-- Verify functions/private/bump_user_sync
begin;
select 1 / (not has_function_privilege('public', 'private.bump_user_sync()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.bump_user_sync()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.bump_user_sync()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.bump_user_sync()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.bump_user_sync()', 'execute'))::int;
rollback;
