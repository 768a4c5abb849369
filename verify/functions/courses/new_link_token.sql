-- Verify functions/courses/new_link_token
begin;
select 1 / (not has_function_privilege('public', 'private.new_link_token()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.new_link_token()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.new_link_token()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.new_link_token()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.new_link_token()', 'execute'))::int;
rollback;
