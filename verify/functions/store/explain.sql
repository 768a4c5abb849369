-- Verify functions/store/explain
begin;
select 1 / (not has_function_privilege('public', 'private.explain(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.explain(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.explain(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.explain(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.explain(uuid, timestamptz)', 'execute'))::int;
rollback;
