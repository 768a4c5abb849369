-- Deploy policies/private/store: stamped from policies/private/store.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What the stores told, and who holds which purchase.

-- Who holds which store transaction: functions only. A claim outlives the account, so there is no DELETE.
select private.drop_policies('private.receipt_claims');
alter table private.receipt_claims enable row level security;
alter table private.receipt_claims force row level security;
create policy receipt_claims_select_all on private.receipt_claims for select to dochub_backup, dochub_owner using (true);
create policy receipt_claims_insert_owner on private.receipt_claims for insert to dochub_owner with check (true);
create policy receipt_claims_update_owner on private.receipt_claims for update to dochub_owner using (true) with check (true);
comment on policy receipt_claims_select_all on private.receipt_claims is 'Functions look up a holder; backups read every row.';
comment on policy receipt_claims_insert_owner on private.receipt_claims is 'Functions claim a transaction.';
comment on policy receipt_claims_update_owner on private.receipt_claims is 'A lapsed subscription moves to the account that restores it; an unclaimed link gets its user.';

-- Raw store notifications: functions only, because payloads hold tokens and names.
select private.drop_policies('private.store_inbox');
alter table private.store_inbox enable row level security;
alter table private.store_inbox force row level security;
create policy store_inbox_select_all on private.store_inbox for select to dochub_backup, dochub_owner using (true);
create policy store_inbox_insert_owner on private.store_inbox for insert to dochub_owner with check (true);
create policy store_inbox_update_owner on private.store_inbox for update to dochub_owner using (true) with check (true);
comment on policy store_inbox_select_all on private.store_inbox is 'apply_store_event recognises duplicates and orphans; backups read every row.';
comment on policy store_inbox_insert_owner on private.store_inbox is 'apply_store_event keeps a notification.';
comment on policy store_inbox_update_owner on private.store_inbox is 'Functions count deliveries, bind orphans and empty erased payloads.';

-- Store transactions that entitlement is folded from: functions only.
select private.drop_policies('private.store_transactions');
alter table private.store_transactions enable row level security;
alter table private.store_transactions force row level security;
create policy store_transactions_select_all on private.store_transactions for select to dochub_backup, dochub_owner using (true);
create policy store_transactions_insert_owner on private.store_transactions for insert to dochub_owner with check (true);
create policy store_transactions_update_owner on private.store_transactions for update to dochub_owner using (true) with check (true);
create policy store_transactions_delete_owner on private.store_transactions for delete to dochub_owner using (true);
comment on policy store_transactions_select_all on private.store_transactions is 'Functions read transactions; backups read every row.';
comment on policy store_transactions_insert_owner on private.store_transactions is 'Functions add transactions.';
comment on policy store_transactions_update_owner on private.store_transactions is 'Functions note renewals, refunds and replacements.';
comment on policy store_transactions_delete_owner on private.store_transactions is 'A subscription that moves to another account leaves the earlier one.';

-- Renewal attributes of store subscriptions: functions only.
select private.drop_policies('private.store_subscriptions');
alter table private.store_subscriptions enable row level security;
alter table private.store_subscriptions force row level security;
create policy store_subscriptions_select_all on private.store_subscriptions for select to dochub_backup, dochub_owner using (true);
create policy store_subscriptions_insert_owner on private.store_subscriptions for insert to dochub_owner with check (true);
create policy store_subscriptions_update_owner on private.store_subscriptions for update to dochub_owner using (true) with check (true);
create policy store_subscriptions_delete_owner on private.store_subscriptions for delete to dochub_owner using (true);
comment on policy store_subscriptions_select_all on private.store_subscriptions is 'Functions read attributes; backups read every row.';
comment on policy store_subscriptions_insert_owner on private.store_subscriptions is 'apply_store_event adds them.';
comment on policy store_subscriptions_update_owner on private.store_subscriptions is 'apply_store_event brings them up to date.';
comment on policy store_subscriptions_delete_owner on private.store_subscriptions is 'A subscription that moves to another account leaves the earlier one.';

-- Refunds as the stores report them: functions only. They are accounting, so there is no DELETE.
select private.drop_policies('private.store_refunds');
alter table private.store_refunds enable row level security;
alter table private.store_refunds force row level security;
create policy store_refunds_select_all on private.store_refunds for select to dochub_backup, dochub_owner using (true);
create policy store_refunds_insert_owner on private.store_refunds for insert to dochub_owner with check (true);
create policy store_refunds_update_owner on private.store_refunds for update to dochub_owner using (true) with check (true);
comment on policy store_refunds_select_all on private.store_refunds is 'Functions look up what was refunded and what waits; backups read every row.';
comment on policy store_refunds_insert_owner on private.store_refunds is 'Functions take a report in.';
comment on policy store_refunds_update_owner on private.store_refunds is 'Functions mark what was applied, and of which purchase it is.';

-- What payments of Stripe bought: apply_stripe_event only.
select private.drop_policies('private.stripe_payments');
alter table private.stripe_payments enable row level security;
alter table private.stripe_payments force row level security;
create policy stripe_payments_select_all on private.stripe_payments for select to dochub_backup, dochub_owner using (true);
create policy stripe_payments_insert_owner on private.stripe_payments for insert to dochub_owner with check (true);
create policy stripe_payments_update_owner on private.stripe_payments for update to dochub_owner using (true) with check (true);
comment on policy stripe_payments_select_all on private.stripe_payments is 'apply_stripe_event looks up what a refunded payment bought; backups read every row.';
comment on policy stripe_payments_insert_owner on private.stripe_payments is 'apply_stripe_event notes a payment.';
comment on policy stripe_payments_update_owner on private.stripe_payments is 'apply_stripe_event adds what a later event tells of it.';

-- Courses of buyers without an account: functions only.
select private.drop_policies('private.pending_custom_courses');
alter table private.pending_custom_courses enable row level security;
alter table private.pending_custom_courses force row level security;
create policy pending_custom_courses_select_all on private.pending_custom_courses for select to dochub_backup, dochub_owner using (true);
create policy pending_custom_courses_insert_owner on private.pending_custom_courses for insert to dochub_owner with check (true);
create policy pending_custom_courses_update_owner on private.pending_custom_courses for update to dochub_owner using (true) with check (true);
create policy pending_custom_courses_delete_owner on private.pending_custom_courses for delete to dochub_owner using (true);
comment on policy pending_custom_courses_select_all on private.pending_custom_courses is 'Functions look up what a link gives; backups read every row.';
comment on policy pending_custom_courses_insert_owner on private.pending_custom_courses is 'issue_custom_course_link puts the course here.';
comment on policy pending_custom_courses_update_owner on private.pending_custom_courses is 'A link that is issued again may bring a newer course.';
comment on policy pending_custom_courses_delete_owner on private.pending_custom_courses is 'The claim takes the course out.';

revoke all on table
  private.receipt_claims, private.store_inbox, private.store_transactions, private.store_subscriptions, private.store_refunds,
  private.stripe_payments, private.pending_custom_courses
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.receipt_claims, private.store_inbox, private.store_transactions, private.store_subscriptions, private.store_refunds,
  private.stripe_payments, private.pending_custom_courses
  to dochub_backup;
commit;
