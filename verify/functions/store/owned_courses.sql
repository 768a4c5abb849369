-- Verify functions/store/owned_courses
begin;
select 1 / (not has_function_privilege('public', 'private.owned_courses(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.owned_courses(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.owned_courses(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.owned_courses(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.owned_courses(uuid, timestamptz)', 'execute'))::int;
rollback;
