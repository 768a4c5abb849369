-- Verify functions/credits/user_clock
begin;
select 1 / (not has_function_privilege('public', 'private.user_clock(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.user_clock(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.user_clock(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.user_clock(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.user_clock(uuid, timestamptz)', 'execute'))::int;
rollback;
