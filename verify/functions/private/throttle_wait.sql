-- Verify functions/private/throttle_wait
begin;
select 1 / (not has_function_privilege('public', 'private.throttle_wait(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.throttle_wait(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.throttle_wait(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.throttle_wait(text, uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.throttle_wait(text, uuid, timestamptz)', 'execute'))::int;
rollback;
