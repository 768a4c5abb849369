-- Verify functions/logs/is_secret_key
begin;
select 1 / (not has_function_privilege('public', 'private.is_secret_key(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_secret_key(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_secret_key(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_secret_key(text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_secret_key(text, text)', 'execute'))::int;
rollback;
