-- Verify functions/logs/log_room
begin;
select 1 / (not has_function_privilege('public', 'private.log_room(text, uuid, bytea, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.log_room(text, uuid, bytea, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.log_room(text, uuid, bytea, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.log_room(text, uuid, bytea, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.log_room(text, uuid, bytea, timestamptz)', 'execute'))::int;
rollback;
