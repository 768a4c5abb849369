-- Verify functions/private/client_address_hmac
begin;
select 1 / (not has_function_privilege('public', 'private.client_address_hmac()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.client_address_hmac()', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.client_address_hmac()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.client_address_hmac()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.client_address_hmac()', 'execute'))::int;
rollback;
