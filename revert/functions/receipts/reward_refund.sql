-- Revert functions/receipts/reward_refund: stamped from functions/receipts/reward_refund.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
drop function private.is_payment_refunded(text,text,text), private.claw_back_reward(text,text,text,timestamp with time zone);
commit;
