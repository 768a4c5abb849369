-- Revert functions/logs/log_server_event
begin;
set local role dochub_owner;
drop function public.log_server_event(jsonb);
drop function private.log_server_event(jsonb, uuid, timestamptz);
commit;
