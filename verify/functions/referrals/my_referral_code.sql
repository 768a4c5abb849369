-- Verify functions/referrals/my_referral_code
begin;
select 1 / (not has_function_privilege('public', 'public.my_referral_code()', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.my_referral_code()', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.my_referral_code()', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.my_referral_code()', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.my_referral_code()', 'execute'))::int;
rollback;
