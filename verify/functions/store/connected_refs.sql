-- Verify functions/store/connected_refs
begin;
select 1 / (not has_function_privilege('public', 'private.connected_refs(text, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.connected_refs(text, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.connected_refs(text, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.connected_refs(text, text, text[])', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.connected_refs(text, text, text[])', 'execute'))::int;
rollback;
