-- Verify functions/private/lock_user_throttle
begin;
select 1 / (not has_function_privilege('public', 'private.lock_user_throttle(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.lock_user_throttle(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.lock_user_throttle(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.lock_user_throttle(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.lock_user_throttle(text, uuid)', 'execute'))::int;
rollback;
