-- Verify functions/handshake/handshake_row
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_row(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_row(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_row(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_row(uuid, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_row(uuid, text, text, text, timestamptz)', 'execute'))::int;
rollback;
