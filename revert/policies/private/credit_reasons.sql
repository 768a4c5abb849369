-- Revert policies/private/credit_reasons
begin;
set local role dochub_owner;
drop policy credit_reasons_select_owner on private.credit_reasons;
drop policy credit_reasons_insert_owner on private.credit_reasons;
drop policy credit_reasons_delete_owner on private.credit_reasons;
drop policy credit_reasons_select_backup on private.credit_reasons;
revoke all on table private.credit_reasons from dochub_backup;
alter table private.credit_reasons no force row level security;
alter table private.credit_reasons disable row level security;
commit;
