-- Revert functions/referrals/shared_by
begin;
set local role dochub_owner;
drop function private.shared_by(uuid, uuid);
commit;
