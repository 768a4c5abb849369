-- Verify functions/purchases/lock_receipt
begin;
select 1 / (not has_function_privilege('public', 'private.lock_receipt(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.lock_receipt(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.lock_receipt(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.lock_receipt(text, text, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.lock_receipt(text, text, text)', 'execute'))::int;
rollback;
