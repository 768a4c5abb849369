-- Revert policies/private/credit_ledger
begin;
set local role dochub_owner;
drop policy credit_ledger_select_owner on private.credit_ledger;
drop policy credit_ledger_insert_owner on private.credit_ledger;
drop policy credit_ledger_select_backup on private.credit_ledger;
revoke all on table private.credit_ledger from dochub_backup;
grant all on table private.credit_ledger to dochub_owner;
alter table private.credit_ledger no force row level security;
alter table private.credit_ledger disable row level security;
commit;
