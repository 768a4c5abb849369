-- Verify functions/referrals/reward_answer
begin;
select 1 / (not has_function_privilege('public', 'private.reward_answer(private.referrals, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.reward_answer(private.referrals, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.reward_answer(private.referrals, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.reward_answer(private.referrals, boolean)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.reward_answer(private.referrals, boolean)', 'execute'))::int;
rollback;
