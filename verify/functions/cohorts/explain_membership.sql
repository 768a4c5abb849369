-- Verify functions/cohorts/explain_membership
begin;
select 1 / (not has_function_privilege('public', 'private.explain_membership(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.explain_membership(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.explain_membership(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.explain_membership(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.explain_membership(uuid, timestamptz)', 'execute'))::int;
rollback;
