-- Verify functions/accounts/waiting_links
begin;
select 1 / (not has_function_privilege('public', 'private.waiting_links(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.waiting_links(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.waiting_links(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.waiting_links(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.waiting_links(uuid)', 'execute'))::int;
rollback;
