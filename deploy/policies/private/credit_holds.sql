-- Deploy policies/private/credit_holds: stamped from policies/private/credit_holds.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Reservations of credits: functions only.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.credit_holds'::regclass
  loop
    execute format('drop policy %I on private.credit_holds', v_policy);
  end loop;
end
$$;
alter table private.credit_holds enable row level security;
alter table private.credit_holds force row level security;

create policy credit_holds_select_owner on private.credit_holds for select to dochub_owner
  using (true);
comment on policy credit_holds_select_owner on private.credit_holds is 'Functions read holds.';
create policy credit_holds_insert_owner on private.credit_holds for insert to dochub_owner
  with check (true);
comment on policy credit_holds_insert_owner on private.credit_holds is 'reserve_credits makes a hold.';
create policy credit_holds_update_owner on private.credit_holds for update to dochub_owner
  using (true)
  with check (true);
comment on policy credit_holds_update_owner on private.credit_holds is 'Functions commit, release and settle holds.';

create policy credit_holds_select_backup on private.credit_holds for select to dochub_backup
  using (true);
comment on policy credit_holds_select_backup on private.credit_holds is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.credit_holds from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.credit_holds to dochub_backup;
commit;
