-- Verify functions/handshake/manifest_options
begin;
select 1 / (not has_function_privilege('public', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.manifest_options(jsonb)', 'execute'))::int;
rollback;
