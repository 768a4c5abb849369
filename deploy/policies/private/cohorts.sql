-- Deploy policies/private/cohorts: stamped from policies/private/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- How users came into their cohorts.

-- Join codes of institutions, as hashes: functions only.
select private.drop_policies('private.cohort_join_codes');
alter table private.cohort_join_codes enable row level security;
alter table private.cohort_join_codes force row level security;
create policy cohort_join_codes_select_all on private.cohort_join_codes for select to dochub_backup, dochub_owner using (true);
create policy cohort_join_codes_insert_owner on private.cohort_join_codes for insert to dochub_owner with check (true);
create policy cohort_join_codes_update_owner on private.cohort_join_codes for update to dochub_owner using (true) with check (true);
comment on policy cohort_join_codes_select_all on private.cohort_join_codes is 'join_cohort looks up what a code opens; backups read every row.';
comment on policy cohort_join_codes_insert_owner on private.cohort_join_codes is 'set_join_code adds a code.';
comment on policy cohort_join_codes_update_owner on private.cohort_join_codes is 'set_join_code replaces a code.';

-- Experiments that users were enrolled in: functions only, users see the one that counts in user_cohorts.
select private.drop_policies('private.sticky_cohorts');
alter table private.sticky_cohorts enable row level security;
alter table private.sticky_cohorts force row level security;
create policy sticky_cohorts_select_all on private.sticky_cohorts for select to dochub_backup, dochub_owner using (true);
create policy sticky_cohorts_insert_owner on private.sticky_cohorts for insert to dochub_owner with check (true);
create policy sticky_cohorts_update_owner on private.sticky_cohorts for update to dochub_owner using (true) with check (true);
create policy sticky_cohorts_delete_owner on private.sticky_cohorts for delete to dochub_owner using (true);
comment on policy sticky_cohorts_select_all on private.sticky_cohorts is 'Functions look up which experiment a user keeps; backups read every row.';
comment on policy sticky_cohorts_insert_owner on private.sticky_cohorts is 'The first handshake that finds a user in an experiment remembers it.';
comment on policy sticky_cohorts_update_owner on private.sticky_cohorts is 'An experiment that counts again is remembered as the last one.';
comment on policy sticky_cohorts_delete_owner on private.sticky_cohorts is 'Erasure forgets.';

revoke all on table
  private.cohort_join_codes, private.sticky_cohorts
  from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table
  private.cohort_join_codes, private.sticky_cohorts
  to dochub_backup;
commit;
