-- Verify functions/private/caller_class
begin;
select 1 / (not has_function_privilege('public', 'private.caller_class()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.caller_class()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.caller_class()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.caller_class()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.caller_class()', 'execute'))::int;
rollback;
