-- Verify functions/accounts/export_my_data
begin;
select 1 / (not has_function_privilege('public', 'public.export_my_data()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.export_my_data()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.export_my_data()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.export_my_data()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.export_my_data()', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.export_my_data(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.export_my_data(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.export_my_data(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.export_my_data(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.export_my_data(uuid)', 'execute'))::int;
rollback;
