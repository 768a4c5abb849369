-- Revert functions/purchases/purchase_argument
begin;
set local role dochub_owner;
drop function private.purchase_argument(jsonb, timestamptz);
commit;
