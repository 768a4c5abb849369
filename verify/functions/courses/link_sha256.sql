-- Verify functions/courses/link_sha256
begin;
select 1 / (not has_function_privilege('public', 'private.link_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.link_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.link_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.link_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.link_sha256(text)', 'execute'))::int;
rollback;
