-- Verify functions/accounts/set_time_zone
begin;
select 1 / (not has_function_privilege('public', 'private.set_time_zone(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.set_time_zone(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.set_time_zone(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.set_time_zone(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.set_time_zone(uuid, text, timestamptz)', 'execute'))::int;
rollback;
