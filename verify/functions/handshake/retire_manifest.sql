-- Verify functions/handshake/retire_manifest
begin;
select 1 / (not has_function_privilege('public', 'public.retire_manifest(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.retire_manifest(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.retire_manifest(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.retire_manifest(uuid)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.retire_manifest(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.retire_manifest(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.retire_manifest(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.retire_manifest(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.retire_manifest(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.retire_manifest(uuid, timestamptz)', 'execute'))::int;
rollback;
