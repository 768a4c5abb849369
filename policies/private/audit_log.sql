-- The audit log: functions read and add; nobody changes it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.audit_log'::regclass
  loop
    execute format('drop policy %I on private.audit_log', v_policy);
  end loop;
end
$$;
alter table private.audit_log enable row level security;
alter table private.audit_log force row level security;

create policy audit_log_select_owner on private.audit_log for select to dochub_owner
  using (true);
comment on policy audit_log_select_owner on private.audit_log is 'Functions export entries.';
create policy audit_log_insert_owner on private.audit_log for insert to dochub_owner
  with check (true);
comment on policy audit_log_insert_owner on private.audit_log is 'private.audit adds an entry.';

create policy audit_log_select_backup on private.audit_log for select to dochub_backup
  using (true);
comment on policy audit_log_select_backup on private.audit_log is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.audit_log from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.audit_log to dochub_backup;
-- Append-only: the owner cannot take rows back either. UPDATE of user_id stays, as in every append-only table; no policy and a trigger
-- refuse the update itself.
revoke update, delete, truncate on table private.audit_log from dochub_owner;
grant update (user_id) on table private.audit_log to dochub_owner;
