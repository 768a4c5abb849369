-- Verify functions/handshake/handshake_answer
begin;
select 1 / (not has_function_privilege('public', 'private.handshake_answer(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.handshake_answer(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.handshake_answer(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.handshake_answer(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.handshake_answer(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
