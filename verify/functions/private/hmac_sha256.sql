-- Verify functions/private/hmac_sha256
begin;
select 1 / (not has_function_privilege('public', 'private.hmac_sha256(bytea, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.hmac_sha256(bytea, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.hmac_sha256(bytea, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.hmac_sha256(bytea, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.hmac_sha256(bytea, bytea)', 'execute'))::int;
rollback;
