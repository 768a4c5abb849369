-- Revert policies/private/referrals
begin;
set local role dochub_owner;
drop policy referrals_select_owner on private.referrals;
drop policy referrals_insert_owner on private.referrals;
drop policy referrals_update_owner on private.referrals;
drop policy referrals_select_backup on private.referrals;
revoke all on table private.referrals from dochub_backup;
alter table private.referrals no force row level security;
alter table private.referrals disable row level security;
commit;
