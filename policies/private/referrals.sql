-- Who referred whom: functions only, because neither side may learn who the other is. It is set once, so there is no DELETE.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.referrals'::regclass
  loop
    execute format('drop policy %I on private.referrals', v_policy);
  end loop;
end
$$;
alter table private.referrals enable row level security;
alter table private.referrals force row level security;

create policy referrals_select_owner on private.referrals for select to dochub_owner
  using (true);
comment on policy referrals_select_owner on private.referrals is 'Functions look up who referred a user and for which payment.';
create policy referrals_insert_owner on private.referrals for insert to dochub_owner
  with check (true);
comment on policy referrals_insert_owner on private.referrals is 'use_referral_code records a referral.';
create policy referrals_update_owner on private.referrals for update to dochub_owner
  using (true)
  with check (true);
comment on policy referrals_update_owner on private.referrals is 'grant_referral_reward notes the payment and the reward.';

create policy referrals_select_backup on private.referrals for select to dochub_backup
  using (true);
comment on policy referrals_select_backup on private.referrals is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.referrals from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.referrals to dochub_backup;
