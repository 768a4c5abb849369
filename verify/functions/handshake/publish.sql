-- Verify functions/handshake/publish
begin;
select 1 / (not has_function_privilege('public', 'private.publish(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.publish(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.publish(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.publish(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.publish(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
rollback;
