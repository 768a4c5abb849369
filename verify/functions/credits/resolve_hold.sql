-- Verify functions/credits/resolve_hold
begin;
select 1 / (not has_function_privilege('public', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.resolve_hold(uuid, uuid, text, integer, text, timestamptz)', 'execute'))::int;
rollback;
