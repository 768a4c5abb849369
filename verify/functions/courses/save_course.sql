-- Verify functions/courses/save_course
begin;
select 1 / (not has_function_privilege('public', 'private.save_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.save_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.save_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.save_course(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.save_course(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
