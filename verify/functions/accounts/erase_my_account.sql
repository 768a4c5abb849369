-- Verify functions/accounts/erase_my_account
begin;
select 1 / (not has_function_privilege('public', 'public.erase_my_account(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.erase_my_account(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.erase_my_account(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.erase_my_account(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.erase_my_account(text)', 'execute'))::int;
rollback;
