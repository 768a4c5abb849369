-- Verify functions/handshake/resolve_manifests
begin;
select 1 / (not has_function_privilege('public', 'private.resolve_manifests(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.resolve_manifests(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.resolve_manifests(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.resolve_manifests(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.resolve_manifests(uuid, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.app_version_parts(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.app_version_parts(text)', 'execute'))::int;
rollback;
