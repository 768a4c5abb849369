-- Answers kept for repeated calls: functions only; a caller gets its own answer by repeating the call.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.idempotency_keys'::regclass
  loop
    execute format('drop policy %I on private.idempotency_keys', v_policy);
  end loop;
end
$$;
alter table private.idempotency_keys enable row level security;
alter table private.idempotency_keys force row level security;

create policy idempotency_keys_select_owner on private.idempotency_keys for select to dochub_owner
  using (true);
comment on policy idempotency_keys_select_owner on private.idempotency_keys is 'recall_idempotent looks a key up.';
create policy idempotency_keys_insert_owner on private.idempotency_keys for insert to dochub_owner
  with check (true);
comment on policy idempotency_keys_insert_owner on private.idempotency_keys is 'keep_idempotent keeps an answer.';
create policy idempotency_keys_update_owner on private.idempotency_keys for update to dochub_owner
  using (true)
  with check (true);
comment on policy idempotency_keys_update_owner on private.idempotency_keys is 'keep_idempotent replaces one that is over its time.';
create policy idempotency_keys_delete_owner on private.idempotency_keys for delete to dochub_owner
  using (true);
comment on policy idempotency_keys_delete_owner on private.idempotency_keys is 'Sweepers drop refusals that are over their time.';

create policy idempotency_keys_select_backup on private.idempotency_keys for select to dochub_backup
  using (true);
comment on policy idempotency_keys_select_backup on private.idempotency_keys is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.idempotency_keys from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.idempotency_keys to dochub_backup;
