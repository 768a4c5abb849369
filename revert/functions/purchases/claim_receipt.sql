-- Revert functions/purchases/claim_receipt
begin;
set local role dochub_owner;
drop function private.claim_receipt(uuid, text, text, text, text, text, timestamptz);
commit;
