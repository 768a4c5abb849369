-- Revert schema/private/address_throttles
begin;
set local role dochub_owner;
drop table private.address_throttles;
commit;
