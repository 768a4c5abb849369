-- Revert functions/logs/log_events
begin;
set local role dochub_owner;
drop function public.log_events(jsonb);
drop function private.log_events(jsonb, uuid, text, timestamptz);
drop function private.log_room(text, uuid, bytea, timestamptz);
drop function private.log_event_fault(jsonb);
drop function private.log_row(jsonb, uuid, text, timestamptz);
drop function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz);
drop function private.log_client_ts(jsonb);
drop function private.lock_user_throttle(text, uuid);
drop function private.lock_address_throttle(text, bytea);
commit;
