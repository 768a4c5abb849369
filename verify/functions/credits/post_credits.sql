-- Verify functions/credits/post_credits
begin;
select 1 / (not has_function_privilege('public', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.post_credits(uuid, text, timestamptz, integer, jsonb, integer, integer, integer, uuid, text, text, text, uuid, text)', 'execute'))::int;
rollback;
