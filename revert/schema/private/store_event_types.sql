-- Revert schema/private/store_event_types
begin;
set local role dochub_owner;
drop table private.store_event_types;
commit;
