-- Revert functions/receipts/subscription: stamped from functions/receipts/subscription.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.fold_subscription(uuid,timestamp with time zone);
commit;
