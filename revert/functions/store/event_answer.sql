-- Revert functions/store/event_answer
begin;
set local role dochub_owner;
drop function private.event_answer(text, uuid, text, timestamptz);
commit;
