-- Revert functions/referrals/my_referral_code: stamped from functions/referrals/my_referral_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function public.my_referral_code();
commit;
