-- Verify functions/referrals/grant_reward
begin;
select 1 / (not has_function_privilege('public', 'private.grant_reward(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.grant_reward(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.grant_reward(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.grant_reward(uuid, jsonb, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.grant_reward(uuid, jsonb, timestamptz)', 'execute'))::int;
rollback;
