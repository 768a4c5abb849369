-- Deploy policies/private/referrals: stamped from policies/private/referrals.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Who referred whom, and what it earned.

-- Who owns which referral code: functions only.
select private.drop_policies('private.referral_code_claims');
alter table private.referral_code_claims enable row level security;
alter table private.referral_code_claims force row level security;
create policy referral_code_claims_select_all on private.referral_code_claims for select to dochub_backup, dochub_owner using (true);
create policy referral_code_claims_insert_owner on private.referral_code_claims for insert to dochub_owner with check (true);
create policy referral_code_claims_delete_owner on private.referral_code_claims for delete to dochub_owner using (true);
comment on policy referral_code_claims_select_all on private.referral_code_claims is 'Functions look up the owner of a code; backups read every row.';
comment on policy referral_code_claims_insert_owner on private.referral_code_claims is 'my_referral_code claims a code.';
comment on policy referral_code_claims_delete_owner on private.referral_code_claims is 'Erasure gives the code up.';

-- Who referred whom: functions only, because neither side may learn who the other is. It is set once, so there is no DELETE.
select private.drop_policies('private.referrals');
alter table private.referrals enable row level security;
alter table private.referrals force row level security;
create policy referrals_select_all on private.referrals for select to dochub_backup, dochub_owner using (true);
create policy referrals_insert_owner on private.referrals for insert to dochub_owner with check (true);
create policy referrals_update_owner on private.referrals for update to dochub_owner using (true) with check (true);
comment on policy referrals_select_all on private.referrals is 'Functions look up who referred a user and for which payment; backups read every row.';
comment on policy referrals_insert_owner on private.referrals is 'use_referral_code records a referral.';
comment on policy referrals_update_owner on private.referrals is 'grant_referral_reward notes the payment and the reward.';

-- Which payment earned which reward: functions only. A claim outlives the account, so there is no DELETE.
select private.drop_policies('private.referral_payment_claims');
alter table private.referral_payment_claims enable row level security;
alter table private.referral_payment_claims force row level security;
create policy referral_payment_claims_select_all on private.referral_payment_claims for select to dochub_backup, dochub_owner using (true);
create policy referral_payment_claims_insert_owner on private.referral_payment_claims for insert to dochub_owner with check (true);
comment on policy referral_payment_claims_select_all on private.referral_payment_claims is 'Functions look up whose reward a payment earned; backups read every row.';
comment on policy referral_payment_claims_insert_owner on private.referral_payment_claims is 'grant_referral_reward claims the payment.';

-- Rewards to be taken back: functions only. They are accounting, so there is no DELETE.
select private.drop_policies('private.referral_clawbacks');
alter table private.referral_clawbacks enable row level security;
alter table private.referral_clawbacks force row level security;
create policy referral_clawbacks_select_all on private.referral_clawbacks for select to dochub_backup, dochub_owner using (true);
create policy referral_clawbacks_insert_owner on private.referral_clawbacks for insert to dochub_owner with check (true);
create policy referral_clawbacks_update_owner on private.referral_clawbacks for update to dochub_owner using (true) with check (true);
comment on policy referral_clawbacks_select_all on private.referral_clawbacks is 'Functions leave clawed-back credits out; backups read every row.';
comment on policy referral_clawbacks_insert_owner on private.referral_clawbacks is 'A refund of the payment takes the reward back.';
comment on policy referral_clawbacks_update_owner on private.referral_clawbacks is 'The referrer''s next change writes the clawback down.';

revoke all on table
  private.referral_code_claims, private.referrals, private.referral_payment_claims, private.referral_clawbacks
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.referral_code_claims, private.referrals, private.referral_payment_claims, private.referral_clawbacks
  to dochub_backup;
commit;
