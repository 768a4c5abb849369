-- Revert functions/receipts/purchase: stamped from functions/receipts/purchase.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.is_payment_refunded(text,text,text), private.claw_back_reward(text,text,text,timestamp with time zone), private.refunded_share(text,text,text,integer,text), private.find_purchase(text,text,text[]);
commit;
