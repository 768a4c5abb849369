-- Revert functions/purchases/apply_waiting_refunds
begin;
set local role dochub_owner;
drop function private.apply_waiting_refunds(uuid, text, text, text, timestamptz);
commit;
