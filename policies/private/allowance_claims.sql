-- Who drew which week's allowance: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.allowance_claims'::regclass
  loop
    execute format('drop policy %I on private.allowance_claims', v_policy);
  end loop;
end
$$;
alter table private.allowance_claims enable row level security;
alter table private.allowance_claims force row level security;

create policy allowance_claims_select_owner on private.allowance_claims for select to dochub_owner
  using (true);
comment on policy allowance_claims_select_owner on private.allowance_claims is 'weekly_allowance looks whether another user drew it.';
create policy allowance_claims_insert_owner on private.allowance_claims for insert to dochub_owner
  with check (true);
comment on policy allowance_claims_insert_owner on private.allowance_claims is 'settle_credits claims it.';

create policy allowance_claims_select_backup on private.allowance_claims for select to dochub_backup
  using (true);
comment on policy allowance_claims_select_backup on private.allowance_claims is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.allowance_claims from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.allowance_claims to dochub_backup;
