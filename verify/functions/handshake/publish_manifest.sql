-- Verify functions/handshake/publish_manifest
begin;
select 1 / (not has_function_privilege('public', 'public.publish_manifest(text, jsonb, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.publish_manifest(text, jsonb, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.publish_manifest(text, jsonb, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.publish_manifest(text, jsonb, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.publish_manifest(text, jsonb, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.publish_manifest(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.publish_manifest(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.publish_manifest(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.publish_manifest(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.publish_manifest(text, jsonb, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.manifest_options(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.manifest_options(jsonb)', 'execute'))::int;
rollback;
