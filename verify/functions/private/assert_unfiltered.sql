-- Verify functions/private/assert_unfiltered
begin;
select 1 / (not has_function_privilege('public', 'private.assert_unfiltered()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assert_unfiltered()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assert_unfiltered()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assert_unfiltered()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assert_unfiltered()', 'execute'))::int;
rollback;
