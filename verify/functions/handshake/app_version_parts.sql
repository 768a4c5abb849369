-- Verify functions/handshake/app_version_parts
begin;
select 1 / (not has_function_privilege('public', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.app_version_parts(text)', 'execute'))::int;
rollback;
