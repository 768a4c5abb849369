-- Verify functions/credits/take_credits
begin;
select 1 / (not has_function_privilege('public', 'private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.take_credits(uuid, text, integer, text, jsonb, interval, text, timestamptz)', 'execute'))::int;
rollback;
