-- Verify functions/accounts/mark_tester
begin;
select 1 / (not has_function_privilege('public', 'private.mark_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.mark_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.mark_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.mark_tester(uuid, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.mark_tester(uuid, boolean, timestamptz)', 'execute'))::int;
rollback;
