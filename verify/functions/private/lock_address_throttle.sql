-- Verify functions/private/lock_address_throttle
begin;
select 1 / (not has_function_privilege('public', 'private.lock_address_throttle(text, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.lock_address_throttle(text, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.lock_address_throttle(text, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.lock_address_throttle(text, bytea)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.lock_address_throttle(text, bytea)', 'execute'))::int;
rollback;
