-- Store transactions that entitlement is folded from: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.store_transactions'::regclass
  loop
    execute format('drop policy %I on private.store_transactions', v_policy);
  end loop;
end
$$;
alter table private.store_transactions enable row level security;
alter table private.store_transactions force row level security;

create policy store_transactions_select_owner on private.store_transactions for select to dochub_owner
  using (true);
comment on policy store_transactions_select_owner on private.store_transactions is 'Functions read transactions.';
create policy store_transactions_insert_owner on private.store_transactions for insert to dochub_owner
  with check (true);
comment on policy store_transactions_insert_owner on private.store_transactions is 'Functions add transactions.';
create policy store_transactions_update_owner on private.store_transactions for update to dochub_owner
  using (true)
  with check (true);
comment on policy store_transactions_update_owner on private.store_transactions is 'Functions note renewals, refunds and replacements.';
create policy store_transactions_delete_owner on private.store_transactions for delete to dochub_owner
  using (true);
comment on policy store_transactions_delete_owner on private.store_transactions is 'A subscription that moves to another account leaves the earlier one.';

create policy store_transactions_select_backup on private.store_transactions for select to dochub_backup
  using (true);
comment on policy store_transactions_select_backup on private.store_transactions is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.store_transactions from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.store_transactions to dochub_backup;
