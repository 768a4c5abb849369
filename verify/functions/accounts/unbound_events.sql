-- Verify functions/accounts/unbound_events
begin;
select 1 / (not has_function_privilege('public', 'private.unbound_events(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.unbound_events(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.unbound_events(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.unbound_events(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.unbound_events(uuid)', 'execute'))::int;
rollback;
