-- Revert schema/private/user_throttles
begin;
set local role dochub_owner;
drop table private.user_throttles;
commit;
