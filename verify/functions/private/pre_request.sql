-- Verify functions/private/pre_request
begin;
select 1 / (not has_function_privilege('public', 'private.pre_request()', 'execute'))::int;
select 1 / (has_function_privilege('anon', 'private.pre_request()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'private.pre_request()', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'private.pre_request()', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'private.pre_request()', 'execute'))::int;
rollback;
