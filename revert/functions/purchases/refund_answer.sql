-- Revert functions/purchases/refund_answer
begin;
set local role dochub_owner;
drop function private.refund_answer(text, text, text, timestamptz);
commit;
