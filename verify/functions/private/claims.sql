-- Verify functions/private/claims
begin;
select 1 / (not has_function_privilege('public', 'private.claims()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claims()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claims()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claims()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claims()', 'execute'))::int;
rollback;
