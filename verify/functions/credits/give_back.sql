-- Verify functions/credits/give_back
begin;
select 1 / (not has_function_privilege('public', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
rollback;
