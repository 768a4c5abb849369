-- Revert policies/private/store_event_types
begin;
set local role dochub_owner;
drop policy store_event_types_select_owner on private.store_event_types;
drop policy store_event_types_insert_owner on private.store_event_types;
drop policy store_event_types_update_owner on private.store_event_types;
drop policy store_event_types_delete_owner on private.store_event_types;
drop policy store_event_types_select_backup on private.store_event_types;
revoke all on table private.store_event_types from dochub_backup;
alter table private.store_event_types no force row level security;
alter table private.store_event_types disable row level security;
commit;
