-- Verify functions/cohorts/set_join_code
begin;
select 1 / (not has_function_privilege('public', 'public.set_join_code(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.set_join_code(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.set_join_code(text, text)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.set_join_code(text, text)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.set_join_code(text, text)', 'execute'))::int;
rollback;
