-- Revert functions/referrals/grant_reward
begin;
set local role dochub_owner;
drop function private.grant_reward(uuid, jsonb, timestamptz);
commit;
