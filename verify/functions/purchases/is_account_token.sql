-- Verify functions/purchases/is_account_token
begin;
select 1 / (not has_function_privilege('public', 'private.is_account_token(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.is_account_token(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.is_account_token(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.is_account_token(text, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.is_account_token(text, uuid)', 'execute'))::int;
rollback;
