-- Revert functions/store/store_event_type
begin;
set local role dochub_owner;
drop function private.store_event_type(text, text, text);
commit;
