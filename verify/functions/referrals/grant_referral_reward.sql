-- Verify functions/referrals/grant_referral_reward
begin;
select 1 / (not has_function_privilege('public', 'public.grant_referral_reward(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.grant_referral_reward(uuid, jsonb)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'public.grant_referral_reward(uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('dochub_admin', 'public.grant_referral_reward(uuid, jsonb)', 'execute'))::int;
select 1 / (has_function_privilege('service_role', 'public.grant_referral_reward(uuid, jsonb)', 'execute'))::int;
rollback;
