-- Revert policies/private/referral_clawbacks
begin;
set local role dochub_owner;
drop policy referral_clawbacks_select_owner on private.referral_clawbacks;
drop policy referral_clawbacks_insert_owner on private.referral_clawbacks;
drop policy referral_clawbacks_update_owner on private.referral_clawbacks;
drop policy referral_clawbacks_select_backup on private.referral_clawbacks;
revoke all on table private.referral_clawbacks from dochub_backup;
alter table private.referral_clawbacks no force row level security;
alter table private.referral_clawbacks disable row level security;
commit;
