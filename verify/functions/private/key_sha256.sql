-- Verify functions/private/key_sha256
begin;
select 1 / (not has_function_privilege('public', 'private.key_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.key_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.key_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.key_sha256(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.key_sha256(text)', 'execute'))::int;
rollback;
