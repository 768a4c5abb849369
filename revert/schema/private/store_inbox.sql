-- Revert schema/private/store_inbox
begin;
set local role dochub_owner;
drop table private.store_inbox;
commit;
