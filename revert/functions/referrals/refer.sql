-- Revert functions/referrals/refer
begin;
set local role dochub_owner;
drop function private.refer(uuid, text, timestamptz);
commit;
