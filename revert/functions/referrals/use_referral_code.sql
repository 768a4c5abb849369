-- Revert functions/referrals/use_referral_code
begin;
set local role dochub_owner;
drop function public.use_referral_code(text);
drop function private.use_referral_code(uuid, text, timestamptz);
drop function private.same_person_evidence(uuid, uuid);
commit;
