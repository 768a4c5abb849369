-- Revert functions/store/waiting: stamped from functions/store/waiting.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.count_waiting(record), private.waiting_events(record), private.inbox_filter(jsonb,integer);
commit;
