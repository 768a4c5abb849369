-- Deploy policies/private/referral_clawbacks: stamped from policies/private/referral_clawbacks.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Rewards to be taken back: functions only. They are accounting, so there is no DELETE.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.referral_clawbacks'::regclass
  loop
    execute format('drop policy %I on private.referral_clawbacks', v_policy);
  end loop;
end
$$;
alter table private.referral_clawbacks enable row level security;
alter table private.referral_clawbacks force row level security;

create policy referral_clawbacks_select_owner on private.referral_clawbacks for select to dochub_owner
  using (true);
comment on policy referral_clawbacks_select_owner on private.referral_clawbacks is 'Functions leave clawed-back credits out.';
create policy referral_clawbacks_insert_owner on private.referral_clawbacks for insert to dochub_owner
  with check (true);
comment on policy referral_clawbacks_insert_owner on private.referral_clawbacks is 'A refund of the payment takes the reward back.';
create policy referral_clawbacks_update_owner on private.referral_clawbacks for update to dochub_owner
  using (true)
  with check (true);
comment on policy referral_clawbacks_update_owner on private.referral_clawbacks is 'The referrer''s next change writes the clawback down.';

create policy referral_clawbacks_select_backup on private.referral_clawbacks for select to dochub_backup
  using (true);
comment on policy referral_clawbacks_select_backup on private.referral_clawbacks is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.referral_clawbacks from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.referral_clawbacks to dochub_backup;
commit;
