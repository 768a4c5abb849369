-- The credit ledger: functions read and add; nobody changes it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.credit_ledger'::regclass
  loop
    execute format('drop policy %I on private.credit_ledger', v_policy);
  end loop;
end
$$;
alter table private.credit_ledger enable row level security;
alter table private.credit_ledger force row level security;

create policy credit_ledger_select_owner on private.credit_ledger for select to dochub_owner
  using (true);
comment on policy credit_ledger_select_owner on private.credit_ledger is 'Functions and consistency checks read the ledger.';
create policy credit_ledger_insert_owner on private.credit_ledger for insert to dochub_owner
  with check (true);
comment on policy credit_ledger_insert_owner on private.credit_ledger is 'post_credits adds an entry.';

create policy credit_ledger_select_backup on private.credit_ledger for select to dochub_backup
  using (true);
comment on policy credit_ledger_select_backup on private.credit_ledger is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.credit_ledger from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.credit_ledger to dochub_backup;
-- Append-only: the owner cannot take rows back either. UPDATE of user_id stays because a foreign key's check locks rows
-- as the owner, which takes UPDATE on some column; no policy and a trigger refuse the update itself.
revoke update, delete, truncate on table private.credit_ledger from dochub_owner;
grant update (user_id) on table private.credit_ledger to dochub_owner;
