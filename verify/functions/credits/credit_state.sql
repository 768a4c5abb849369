-- Verify functions/credits/credit_state
begin;
select 1 / (not has_function_privilege('public', 'private.credit_state(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.credit_state(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.credit_state(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.credit_state(uuid, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.credit_state(uuid, timestamptz)', 'execute'))::int;
rollback;
