-- Deploy policies/private/referral_payment_claims: stamped from policies/private/referral_payment_claims.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Which payment earned which reward: functions only. A claim outlives the account, so there is no DELETE.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.referral_payment_claims'::regclass
  loop
    execute format('drop policy %I on private.referral_payment_claims', v_policy);
  end loop;
end
$$;
alter table private.referral_payment_claims enable row level security;
alter table private.referral_payment_claims force row level security;

create policy referral_payment_claims_select_owner on private.referral_payment_claims for select to dochub_owner
  using (true);
comment on policy referral_payment_claims_select_owner on private.referral_payment_claims is 'Functions look up whose reward a payment earned.';
create policy referral_payment_claims_insert_owner on private.referral_payment_claims for insert to dochub_owner
  with check (true);
comment on policy referral_payment_claims_insert_owner on private.referral_payment_claims is 'grant_referral_reward claims the payment.';

create policy referral_payment_claims_select_backup on private.referral_payment_claims for select to dochub_backup
  using (true);
comment on policy referral_payment_claims_select_backup on private.referral_payment_claims is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.referral_payment_claims from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.referral_payment_claims to dochub_backup;
commit;
