-- Revert functions/store/apply_apple_notification: stamped from functions/store/apply_apple_notification.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.apple_event(jsonb), private.apply_apple_notification(jsonb,timestamp with time zone), public.apply_apple_notification(jsonb);
commit;
