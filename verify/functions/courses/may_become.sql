-- Verify functions/courses/may_become
begin;
select 1 / (not has_function_privilege('public', 'private.may_become(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.may_become(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.may_become(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.may_become(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.may_become(text, text)', 'execute'))::int;
rollback;
