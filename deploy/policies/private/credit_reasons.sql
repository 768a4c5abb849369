-- Deploy policies/private/credit_reasons: stamped from policies/private/credit_reasons.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Free text beside the ledger: functions write it, erasure deletes it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.credit_reasons'::regclass
  loop
    execute format('drop policy %I on private.credit_reasons', v_policy);
  end loop;
end
$$;
alter table private.credit_reasons enable row level security;
alter table private.credit_reasons force row level security;

create policy credit_reasons_select_owner on private.credit_reasons for select to dochub_owner
  using (true);
comment on policy credit_reasons_select_owner on private.credit_reasons is 'export_my_data reads reasons.';
create policy credit_reasons_insert_owner on private.credit_reasons for insert to dochub_owner
  with check (true);
comment on policy credit_reasons_insert_owner on private.credit_reasons is 'post_credits keeps a reason.';
create policy credit_reasons_delete_owner on private.credit_reasons for delete to dochub_owner
  using (true);
comment on policy credit_reasons_delete_owner on private.credit_reasons is 'Erasure deletes reasons.';

create policy credit_reasons_select_backup on private.credit_reasons for select to dochub_backup
  using (true);
comment on policy credit_reasons_select_backup on private.credit_reasons is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.credit_reasons from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.credit_reasons to dochub_backup;
commit;
