-- Verify functions/referrals/claw_back_reward
begin;
select 1 / (not has_function_privilege('public', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.claw_back_reward(text, text, text, timestamptz)', 'execute'))::int;
rollback;
