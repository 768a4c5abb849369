-- Deploy policies/private/credits: stamped from policies/private/credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What the balances in public.ai_usage are made of.

-- The credit ledger: functions read and add; nobody changes it.
select private.drop_policies('private.credit_ledger');
alter table private.credit_ledger enable row level security;
alter table private.credit_ledger force row level security;
create policy credit_ledger_select_all on private.credit_ledger for select to dochub_backup, dochub_owner using (true);
create policy credit_ledger_insert_owner on private.credit_ledger for insert to dochub_owner with check (true);
comment on policy credit_ledger_select_all on private.credit_ledger is 'Functions and consistency checks read the ledger; backups read every row.';
comment on policy credit_ledger_insert_owner on private.credit_ledger is 'post_credits adds an entry.';

-- Free text beside the ledger: functions write it, erasure deletes it.
select private.drop_policies('private.credit_reasons');
alter table private.credit_reasons enable row level security;
alter table private.credit_reasons force row level security;
create policy credit_reasons_select_all on private.credit_reasons for select to dochub_backup, dochub_owner using (true);
create policy credit_reasons_insert_owner on private.credit_reasons for insert to dochub_owner with check (true);
create policy credit_reasons_delete_owner on private.credit_reasons for delete to dochub_owner using (true);
comment on policy credit_reasons_select_all on private.credit_reasons is 'export_my_data reads reasons; backups read every row.';
comment on policy credit_reasons_insert_owner on private.credit_reasons is 'post_credits keeps a reason.';
comment on policy credit_reasons_delete_owner on private.credit_reasons is 'Erasure deletes reasons.';

-- Reservations of credits: functions only.
select private.drop_policies('private.credit_holds');
alter table private.credit_holds enable row level security;
alter table private.credit_holds force row level security;
create policy credit_holds_select_all on private.credit_holds for select to dochub_backup, dochub_owner using (true);
create policy credit_holds_insert_owner on private.credit_holds for insert to dochub_owner with check (true);
create policy credit_holds_update_owner on private.credit_holds for update to dochub_owner using (true) with check (true);
comment on policy credit_holds_select_all on private.credit_holds is 'Functions read holds; backups read every row.';
comment on policy credit_holds_insert_owner on private.credit_holds is 'reserve_credits makes a hold.';
comment on policy credit_holds_update_owner on private.credit_holds is 'Functions commit, release and settle holds.';

-- Who drew which week's allowance: functions only.
select private.drop_policies('private.allowance_claims');
alter table private.allowance_claims enable row level security;
alter table private.allowance_claims force row level security;
create policy allowance_claims_select_all on private.allowance_claims for select to dochub_backup, dochub_owner using (true);
create policy allowance_claims_insert_owner on private.allowance_claims for insert to dochub_owner with check (true);
comment on policy allowance_claims_select_all on private.allowance_claims is 'weekly_allowance looks whether another user drew it; backups read every row.';
comment on policy allowance_claims_insert_owner on private.allowance_claims is 'settle_credits claims it.';

revoke all on table
  private.credit_ledger, private.credit_reasons, private.credit_holds, private.allowance_claims
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.credit_ledger, private.credit_reasons, private.credit_holds, private.allowance_claims
  to dochub_backup;
-- Append-only: the owner cannot take rows back either. UPDATE of user_id stays because a foreign key's check locks rows as the owner,
-- which takes UPDATE on some column; no policy and a trigger refuse the update itself.
revoke update, delete, truncate on table private.credit_ledger from dochub_owner;
grant update (user_id) on table private.credit_ledger to dochub_owner;
commit;
