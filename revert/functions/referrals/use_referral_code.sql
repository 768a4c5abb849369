-- Revert functions/referrals/use_referral_code: stamped from functions/referrals/use_referral_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function public.my_referral_code(), private.same_person_evidence(uuid,uuid), private.use_referral_code(uuid,text,timestamp with time zone), public.use_referral_code(text);
commit;
