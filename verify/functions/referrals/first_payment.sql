-- Verify functions/referrals/first_payment
begin;
select 1 / (not has_function_privilege('public', 'private.first_payment(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.first_payment(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.first_payment(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.first_payment(uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.first_payment(uuid)', 'execute'))::int;
rollback;
