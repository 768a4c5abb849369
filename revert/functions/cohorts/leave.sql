-- Revert functions/cohorts/leave
begin;
set local role dochub_owner;
drop function private.leave(uuid, timestamptz);
commit;
