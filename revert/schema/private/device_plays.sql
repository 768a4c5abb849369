-- Revert schema/private/device_plays
begin;
set local role dochub_owner;
drop table private.device_plays;
commit;
