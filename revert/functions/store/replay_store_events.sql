-- Revert functions/store/replay_store_events: stamped from functions/store/replay_store_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.count_waiting(record), private.waiting_events(record), private.inbox_filter(jsonb,integer), private.store_inbox_report(jsonb,timestamp with time zone), public.store_inbox_report(jsonb), private.replay_store_events(jsonb,timestamp with time zone), public.replay_store_events(jsonb);
commit;
