-- Deploy policies/private/email_claims: stamped from policies/private/email_claims.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Who holds which address: functions only, because reading it would tell who has an account.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.email_claims'::regclass
  loop
    execute format('drop policy %I on private.email_claims', v_policy);
  end loop;
end
$$;
alter table private.email_claims enable row level security;
alter table private.email_claims force row level security;

create policy email_claims_select_owner on private.email_claims for select to dochub_owner
  using (true);
comment on policy email_claims_select_owner on private.email_claims is 'claim_email looks up a holder.';
create policy email_claims_insert_owner on private.email_claims for insert to dochub_owner
  with check (true);
comment on policy email_claims_insert_owner on private.email_claims is 'claim_email claims.';
create policy email_claims_update_owner on private.email_claims for update to dochub_owner
  using (true)
  with check (true);
comment on policy email_claims_update_owner on private.email_claims is 'claim_email locks the row that it looks up.';
create policy email_claims_delete_owner on private.email_claims for delete to dochub_owner
  using (true);
comment on policy email_claims_delete_owner on private.email_claims is 'A changed address and erasure give the claim up.';

create policy email_claims_select_backup on private.email_claims for select to dochub_backup
  using (true);
comment on policy email_claims_select_backup on private.email_claims is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.email_claims from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.email_claims to dochub_backup;
commit;
