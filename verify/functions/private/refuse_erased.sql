-- Verify functions/private/refuse_erased
begin;
select 1 / (not has_function_privilege('public', 'private.refuse_erased()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.refuse_erased()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.refuse_erased()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.refuse_erased()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.refuse_erased()', 'execute'))::int;
rollback;
