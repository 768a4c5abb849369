-- Verify functions/private/verified_email
begin;
select 1 / (not has_function_privilege('public', 'private.verified_email()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.verified_email()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.verified_email()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.verified_email()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.verified_email()', 'execute'))::int;
rollback;
