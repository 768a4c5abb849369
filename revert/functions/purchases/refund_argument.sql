-- Revert functions/purchases/refund_argument
begin;
set local role dochub_owner;
drop function private.refund_argument(jsonb, timestamptz);
commit;
