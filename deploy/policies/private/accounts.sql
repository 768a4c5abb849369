-- Deploy policies/private/accounts: stamped from policies/private/accounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- What is kept about accounts beside the profile.

-- Facts that only functions read: users give theirs through ensure_profile. The row stays with the profile, which an erasure empties.
select private.drop_policies('private.user_details');
alter table private.user_details enable row level security;
alter table private.user_details force row level security;
create policy user_details_select_all on private.user_details for select to dochub_backup, dochub_owner using (true);
create policy user_details_insert_owner on private.user_details for insert to dochub_owner with check (true);
create policy user_details_update_owner on private.user_details for update to dochub_owner using (true) with check (true);
comment on policy user_details_select_all on private.user_details is 'Functions read it; backups read every row.';
comment on policy user_details_insert_owner on private.user_details is 'ensure_user makes the row.';
comment on policy user_details_update_owner on private.user_details is 'set_time_zone and leave_cohort change it.';

-- Who holds which address: functions only, because reading it would tell who has an account.
select private.drop_policies('private.email_claims');
alter table private.email_claims enable row level security;
alter table private.email_claims force row level security;
create policy email_claims_select_all on private.email_claims for select to dochub_backup, dochub_owner using (true);
create policy email_claims_insert_owner on private.email_claims for insert to dochub_owner with check (true);
create policy email_claims_update_owner on private.email_claims for update to dochub_owner using (true) with check (true);
create policy email_claims_delete_owner on private.email_claims for delete to dochub_owner using (true);
comment on policy email_claims_select_all on private.email_claims is 'claim_email looks up a holder; backups read every row.';
comment on policy email_claims_insert_owner on private.email_claims is 'claim_email claims.';
comment on policy email_claims_update_owner on private.email_claims is 'claim_email locks the row that it looks up.';
comment on policy email_claims_delete_owner on private.email_claims is 'A changed address and erasure give the claim up.';

-- Which account an account token names: functions only, because reading it would tell who has an account. A claim outlives the account.
select private.drop_policies('private.account_claims');
alter table private.account_claims enable row level security;
alter table private.account_claims force row level security;
create policy account_claims_select_all on private.account_claims for select to dochub_backup, dochub_owner using (true);
create policy account_claims_insert_owner on private.account_claims for insert to dochub_owner with check (true);
create policy account_claims_update_owner on private.account_claims for update to dochub_owner using (true) with check (true);
comment on policy account_claims_select_all on private.account_claims is 'claim_account looks up an account; backups read every row.';
comment on policy account_claims_insert_owner on private.account_claims is 'An account that is made claims its token; an event that names one that is not made yet waits for it.';
comment on policy account_claims_update_owner on private.account_claims is 'An account that an event waited for is made.';

-- Push tokens: functions only, because whoever has one can write to the phone.
select private.drop_policies('private.push_tokens');
alter table private.push_tokens enable row level security;
alter table private.push_tokens force row level security;
create policy push_tokens_select_all on private.push_tokens for select to dochub_backup, dochub_owner using (true);
create policy push_tokens_insert_owner on private.push_tokens for insert to dochub_owner with check (true);
create policy push_tokens_update_owner on private.push_tokens for update to dochub_owner using (true) with check (true);
create policy push_tokens_delete_owner on private.push_tokens for delete to dochub_owner using (true);
comment on policy push_tokens_select_all on private.push_tokens is 'Functions look up tokens and export them; backups read every row.';
comment on policy push_tokens_insert_owner on private.push_tokens is 'register_device keeps a token.';
comment on policy push_tokens_update_owner on private.push_tokens is 'register_device replaces a token.';
comment on policy push_tokens_delete_owner on private.push_tokens is 'A dropped device, an empty token and erasure delete it.';

-- The audit log: functions read and add; nobody changes it.
select private.drop_policies('private.audit_log');
alter table private.audit_log enable row level security;
alter table private.audit_log force row level security;
create policy audit_log_select_all on private.audit_log for select to dochub_backup, dochub_owner using (true);
create policy audit_log_insert_owner on private.audit_log for insert to dochub_owner with check (true);
comment on policy audit_log_select_all on private.audit_log is 'Functions export entries; backups read every row.';
comment on policy audit_log_insert_owner on private.audit_log is 'private.audit adds an entry.';

revoke all on table
  private.user_details, private.email_claims, private.account_claims, private.push_tokens, private.audit_log
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.user_details, private.email_claims, private.account_claims, private.push_tokens, private.audit_log
  to dochub_backup;
-- Append-only: the owner cannot take rows back either. UPDATE of user_id stays because a foreign key's check locks rows as the owner,
-- which takes UPDATE on some column; no policy and a trigger refuse the update itself.
revoke update, delete, truncate on table private.audit_log from dochub_owner;
grant update (user_id) on table private.audit_log to dochub_owner;
commit;
