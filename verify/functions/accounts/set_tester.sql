-- Verify functions/accounts/set_tester
begin;
select 1 / (not has_function_privilege('public', 'public.set_tester(uuid, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.set_tester(uuid, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.set_tester(uuid, boolean)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.set_tester(uuid, boolean)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.set_tester(uuid, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.set_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.set_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.set_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.set_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.set_tester(uuid, boolean, timestamptz)', 'execute'))::int;
rollback;
