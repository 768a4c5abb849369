-- Revert functions/purchases/refund
begin;
set local role dochub_owner;
drop function private.refund(jsonb, text[], timestamptz);
commit;
