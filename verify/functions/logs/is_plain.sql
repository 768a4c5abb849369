-- Verify functions/logs/is_plain
begin;
select 1 / (not has_function_privilege('public', 'private.is_plain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_plain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_plain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_plain(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_plain(text)', 'execute'))::int;
rollback;
