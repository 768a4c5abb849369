-- Revert schema/private/user_sync
begin;
set local role dochub_owner;
drop table private.user_sync;
commit;
