-- Revert functions/store/take_event
begin;
set local role dochub_owner;
drop function private.take_event(jsonb, timestamptz);
commit;
