-- Verify functions/referrals/use_referral_code
begin;
select 1 / (not has_function_privilege('public', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (has_function_privilege('authenticated', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'public.use_referral_code(text)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.use_referral_code(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.use_referral_code(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.use_referral_code(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.use_referral_code(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.use_referral_code(uuid, text, timestamptz)', 'execute'))::int;
select 1 / (not has_function_privilege('public', 'private.same_person_evidence(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('anon', 'private.same_person_evidence(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('authenticated', 'private.same_person_evidence(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('dochub_admin', 'private.same_person_evidence(uuid, uuid)', 'execute'))::int;
select 1 / (not has_function_privilege('service_role', 'private.same_person_evidence(uuid, uuid)', 'execute'))::int;
rollback;
