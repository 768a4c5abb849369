-- Deploy policies/private/cohort_join_codes: stamped from policies/private/cohort_join_codes.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Join codes of institutions, as hashes: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.cohort_join_codes'::regclass
  loop
    execute format('drop policy %I on private.cohort_join_codes', v_policy);
  end loop;
end
$$;
alter table private.cohort_join_codes enable row level security;
alter table private.cohort_join_codes force row level security;

create policy cohort_join_codes_select_owner on private.cohort_join_codes for select to dochub_owner
  using (true);
comment on policy cohort_join_codes_select_owner on private.cohort_join_codes is 'join_cohort looks up what a code opens.';
create policy cohort_join_codes_insert_owner on private.cohort_join_codes for insert to dochub_owner
  with check (true);
comment on policy cohort_join_codes_insert_owner on private.cohort_join_codes is 'set_join_code adds a code.';
create policy cohort_join_codes_update_owner on private.cohort_join_codes for update to dochub_owner
  using (true)
  with check (true);
comment on policy cohort_join_codes_update_owner on private.cohort_join_codes is 'set_join_code replaces a code.';

create policy cohort_join_codes_select_backup on private.cohort_join_codes for select to dochub_backup
  using (true);
comment on policy cohort_join_codes_select_backup on private.cohort_join_codes is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.cohort_join_codes from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.cohort_join_codes to dochub_backup;
commit;
