-- Revert functions/referrals/claw_back_reward
begin;
set local role dochub_owner;
drop function private.claw_back_reward(text, text, text, timestamptz);
commit;
