-- Revert functions/referrals/reward_answer
begin;
set local role dochub_owner;
drop function private.reward_answer(private.referrals, boolean);
commit;
