-- Verify functions/cohorts/join_by_domain
begin;
select 1 / (not has_function_privilege('public', 'private.join_by_domain(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.join_by_domain(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.join_by_domain(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.join_by_domain(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.join_by_domain(uuid, text, timestamptz)', 'execute'))::int;
rollback;
