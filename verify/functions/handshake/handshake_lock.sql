-- Verify functions/handshake/handshake_lock
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_lock(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_lock(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_lock(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_lock(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_lock(uuid)', 'execute'))::int;
rollback;
