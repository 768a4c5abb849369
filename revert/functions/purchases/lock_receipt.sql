-- Revert functions/purchases/lock_receipt
begin;
set local role dochub_owner;
drop function private.lock_receipt(text, text, text);
commit;
