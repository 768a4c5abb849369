-- Revert functions/store/apply_google_notification: stamped from functions/store/apply_google_notification.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.google_price(jsonb), private.google_void(jsonb,jsonb), private.google_product(jsonb,jsonb), private.google_subscription(jsonb,jsonb), private.google_event(jsonb,jsonb), private.apply_google_notification(jsonb,jsonb,timestamp with time zone), public.apply_google_notification(jsonb,jsonb);
commit;
