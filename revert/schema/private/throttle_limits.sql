-- Revert schema/private/throttle_limits
begin;
set local role dochub_owner;
drop table private.throttle_limits;
commit;
