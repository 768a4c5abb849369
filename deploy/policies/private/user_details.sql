-- Deploy policies/private/user_details: stamped from policies/private/user_details.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Facts that only functions read: users give theirs through ensure_profile.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.user_details'::regclass
  loop
    execute format('drop policy %I on private.user_details', v_policy);
  end loop;
end
$$;
alter table private.user_details enable row level security;
alter table private.user_details force row level security;

create policy user_details_select_owner on private.user_details for select to dochub_owner
  using (true);
comment on policy user_details_select_owner on private.user_details is 'Functions read it.';
create policy user_details_insert_owner on private.user_details for insert to dochub_owner
  with check (true);
comment on policy user_details_insert_owner on private.user_details is 'ensure_user makes the row.';
create policy user_details_update_owner on private.user_details for update to dochub_owner
  using (true)
  with check (true);
comment on policy user_details_update_owner on private.user_details is 'set_time_zone and leave_cohort change it.';
create policy user_details_delete_owner on private.user_details for delete to dochub_owner
  using (true);
comment on policy user_details_delete_owner on private.user_details is 'Erasure deletes it.';

create policy user_details_select_backup on private.user_details for select to dochub_backup
  using (true);
comment on policy user_details_select_backup on private.user_details is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.user_details from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.user_details to dochub_backup;
commit;
