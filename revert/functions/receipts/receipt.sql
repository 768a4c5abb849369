-- Revert functions/receipts/receipt
begin;
set local role dochub_owner;
drop function private.choose_course_purchase(uuid, text);
drop function private.purchase_argument(jsonb, timestamptz);
drop function private.claim_receipt(uuid, text, text, text, text, text, timestamptz);
drop function private.lock_receipt(text, text, text);
drop function private.is_account_token(text, uuid);
commit;
