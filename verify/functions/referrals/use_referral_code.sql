-- Verify functions/referrals/use_referral_code
begin;
select 1 / (not has_function_privilege('public', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.use_referral_code(text)', 'execute'))::int;
rollback;
