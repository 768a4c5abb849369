-- Deploy policies/private/receipt_claims: stamped from policies/private/receipt_claims.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Who holds which store transaction: functions only. A claim outlives the account, so there is no DELETE.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.receipt_claims'::regclass
  loop
    execute format('drop policy %I on private.receipt_claims', v_policy);
  end loop;
end
$$;
alter table private.receipt_claims enable row level security;
alter table private.receipt_claims force row level security;

create policy receipt_claims_select_owner on private.receipt_claims for select to dochub_owner
  using (true);
comment on policy receipt_claims_select_owner on private.receipt_claims is 'Functions look up a holder.';
create policy receipt_claims_insert_owner on private.receipt_claims for insert to dochub_owner
  with check (true);
comment on policy receipt_claims_insert_owner on private.receipt_claims is 'Functions claim a transaction.';
create policy receipt_claims_update_owner on private.receipt_claims for update to dochub_owner
  using (true)
  with check (true);
comment on policy receipt_claims_update_owner on private.receipt_claims is 'A lapsed subscription moves to the account that restores it; an unclaimed link gets its user.';

create policy receipt_claims_select_backup on private.receipt_claims for select to dochub_backup
  using (true);
comment on policy receipt_claims_select_backup on private.receipt_claims is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.receipt_claims from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.receipt_claims to dochub_backup;
commit;
