-- Verify functions/handshake/retire
begin;
select 1 / (not has_function_privilege('public', 'private.retire(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.retire(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.retire(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.retire(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.retire(uuid, timestamptz)', 'execute'))::int;
rollback;
