-- Revert functions/store/event_argument
begin;
set local role dochub_owner;
drop function private.event_argument(jsonb);
commit;
