-- Verify functions/credits/ledger
begin;
select 1 / (not has_function_privilege('public', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.post_bank(uuid, text, integer, text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.give_back(uuid, private.credit_holds, text, integer, jsonb, integer, boolean, timestamptz)', 'execute'))::int;
rollback;
