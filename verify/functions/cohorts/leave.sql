-- Verify functions/cohorts/leave
begin;
select 1 / (not has_function_privilege('public', 'private.leave(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.leave(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.leave(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.leave(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.leave(uuid, timestamptz)', 'execute'))::int;
rollback;
