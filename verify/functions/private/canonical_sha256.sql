-- Verify functions/private/canonical_sha256
begin;
select 1 / (not has_function_privilege('public', 'private.canonical_sha256(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.canonical_sha256(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.canonical_sha256(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.canonical_sha256(jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.canonical_sha256(jsonb)', 'execute'))::int;
rollback;
