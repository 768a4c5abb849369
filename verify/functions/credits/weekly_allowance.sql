-- Verify functions/credits/weekly_allowance
begin;
select 1 / (not has_function_privilege('public', 'private.weekly_allowance(uuid, timestamptz, date, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.weekly_allowance(uuid, timestamptz, date, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.weekly_allowance(uuid, timestamptz, date, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.weekly_allowance(uuid, timestamptz, date, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.weekly_allowance(uuid, timestamptz, date, timestamptz)', 'execute'))::int;
rollback;
