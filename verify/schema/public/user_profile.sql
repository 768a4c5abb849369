-- Verify schema/public/user_profile
begin;
select user_id, email, is_email_verified, first_name, last_name, display_name, locale, devices, referral_code, role, is_tester, is_anonymous, created_at, updated_at, erased_at from public.user_profile where false;
select 1 / (obj_description('public.user_profile'::regclass) is not null)::int;
rollback;
