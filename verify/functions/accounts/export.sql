-- Verify functions/accounts/export
begin;
select 1 / (not has_function_privilege('public', 'private.export(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.export(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.export(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.export(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.export(uuid)', 'execute'))::int;
rollback;
