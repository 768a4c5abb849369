-- Verify functions/cohorts/assign
begin;
select 1 / (not has_function_privilege('public', 'private.assign(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.assign(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.assign(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.assign(uuid, text, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.assign(uuid, text, boolean, timestamptz)', 'execute'))::int;
rollback;
