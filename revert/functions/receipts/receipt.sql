-- Revert functions/receipts/receipt: stamped from functions/receipts/receipt.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.is_account_token(text,uuid), private.lock_receipt(text,text,text[]), private.claim_receipt(text,text,text[],uuid,text,text,timestamp with time zone,boolean,boolean,boolean), private.purchase_argument(jsonb,timestamp with time zone), private.choose_course_purchase(uuid,text);
commit;
