-- Revert functions/private/throttle_wait
begin;
set local role dochub_owner;
drop function private.throttle_wait(text, uuid, timestamptz);
commit;
