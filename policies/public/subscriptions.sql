-- Users read their own billing plan; only fold_subscription writes it.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.subscriptions'::regclass
  loop
    execute format('drop policy %I on public.subscriptions', v_policy);
  end loop;
end
$$;
alter table public.subscriptions enable row level security;
alter table public.subscriptions force row level security;

create policy subscriptions_select_authenticated on public.subscriptions for select to authenticated
  using (subscriptions.user_id = (select private.current_user_id()));
comment on policy subscriptions_select_authenticated on public.subscriptions is 'Users read their own subscription.';

create policy subscriptions_select_admin on public.subscriptions for select to dochub_admin
  using (true);
comment on policy subscriptions_select_admin on public.subscriptions is 'Administrators read every row.';

create policy subscriptions_select_service on public.subscriptions for select to service_role
  using (true);
comment on policy subscriptions_select_service on public.subscriptions is 'Edge functions (service_role) read every row.';

create policy subscriptions_select_owner on public.subscriptions for select to dochub_owner
  using (true);
comment on policy subscriptions_select_owner on public.subscriptions is 'Functions read the plan.';
create policy subscriptions_insert_owner on public.subscriptions for insert to dochub_owner
  with check (true);
comment on policy subscriptions_insert_owner on public.subscriptions is 'fold_subscription makes the row.';
create policy subscriptions_update_owner on public.subscriptions for update to dochub_owner
  using (true)
  with check (true);
comment on policy subscriptions_update_owner on public.subscriptions is 'fold_subscription brings the row up to date.';
create policy subscriptions_delete_owner on public.subscriptions for delete to dochub_owner
  using (true);
comment on policy subscriptions_delete_owner on public.subscriptions is 'fold_subscription removes the row when no transaction is left.';

create policy subscriptions_select_backup on public.subscriptions for select to dochub_backup
  using (true);
comment on policy subscriptions_select_backup on public.subscriptions is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.subscriptions from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.subscriptions to authenticated, dochub_admin, service_role, dochub_backup;
