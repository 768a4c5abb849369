-- Verify functions/accounts/erase_user
begin;
select 1 / (not has_function_privilege('public', 'public.erase_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.erase_user(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.erase_user(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.erase_user(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.erase_user(uuid)', 'execute'))::int;
rollback;
