-- Verify functions/credits/reserve
begin;
select 1 / (not has_function_privilege('public', 'private.reserve(uuid, integer, text, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.reserve(uuid, integer, text, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.reserve(uuid, integer, text, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.reserve(uuid, integer, text, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.reserve(uuid, integer, text, interval, text, timestamptz)', 'execute'))::int;
rollback;
