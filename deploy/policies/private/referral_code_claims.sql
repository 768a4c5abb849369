-- Deploy policies/private/referral_code_claims: stamped from policies/private/referral_code_claims.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Who owns which referral code: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.referral_code_claims'::regclass
  loop
    execute format('drop policy %I on private.referral_code_claims', v_policy);
  end loop;
end
$$;
alter table private.referral_code_claims enable row level security;
alter table private.referral_code_claims force row level security;

create policy referral_code_claims_select_owner on private.referral_code_claims for select to dochub_owner
  using (true);
comment on policy referral_code_claims_select_owner on private.referral_code_claims is 'Functions look up the owner of a code.';
create policy referral_code_claims_insert_owner on private.referral_code_claims for insert to dochub_owner
  with check (true);
comment on policy referral_code_claims_insert_owner on private.referral_code_claims is 'my_referral_code claims a code.';
create policy referral_code_claims_delete_owner on private.referral_code_claims for delete to dochub_owner
  using (true);
comment on policy referral_code_claims_delete_owner on private.referral_code_claims is 'Erasure gives the code up.';

create policy referral_code_claims_select_backup on private.referral_code_claims for select to dochub_backup
  using (true);
comment on policy referral_code_claims_select_backup on private.referral_code_claims is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.referral_code_claims from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.referral_code_claims to dochub_backup;
commit;
