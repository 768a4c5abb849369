-- Revert schema/private/credit_ledger
begin;
set local role dochub_owner;
drop trigger credit_ledger_append_only on private.credit_ledger;
drop table private.credit_ledger;
commit;
