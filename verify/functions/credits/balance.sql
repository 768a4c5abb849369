-- Verify functions/credits/balance
begin;
select 1 / (not has_function_privilege('public', 'private.balance(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.balance(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.balance(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.balance(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.balance(uuid, timestamptz)', 'execute'))::int;
rollback;
