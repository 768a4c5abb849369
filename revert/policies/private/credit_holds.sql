-- Revert policies/private/credit_holds
begin;
set local role dochub_owner;
drop policy credit_holds_select_owner on private.credit_holds;
drop policy credit_holds_insert_owner on private.credit_holds;
drop policy credit_holds_update_owner on private.credit_holds;
drop policy credit_holds_select_backup on private.credit_holds;
revoke all on table private.credit_holds from dochub_backup;
alter table private.credit_holds no force row level security;
alter table private.credit_holds disable row level security;
commit;
