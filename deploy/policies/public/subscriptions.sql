-- Deploy policies/public/subscriptions: stamped from policies/public/subscriptions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own billing plan; only fold_subscription writes it.
select private.drop_policies('public.subscriptions');
alter table public.subscriptions enable row level security;
alter table public.subscriptions force row level security;

create policy subscriptions_select_own on public.subscriptions for select to authenticated
  using (subscriptions.user_id = (select private.current_user_id()));
create policy subscriptions_select_all on public.subscriptions for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy subscriptions_insert_owner on public.subscriptions for insert to dochub_owner with check (true);
create policy subscriptions_update_owner on public.subscriptions for update to dochub_owner using (true) with check (true);
create policy subscriptions_delete_owner on public.subscriptions for delete to dochub_owner using (true);

revoke all on table public.subscriptions from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.subscriptions to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy subscriptions_select_own on public.subscriptions is 'Users read their own subscription.';
comment on policy subscriptions_select_all on public.subscriptions is 'Administrators, edge functions and backups read every row; functions read the plan.';
comment on policy subscriptions_insert_owner on public.subscriptions is 'fold_subscription makes the row.';
comment on policy subscriptions_update_owner on public.subscriptions is 'fold_subscription brings the row up to date.';
comment on policy subscriptions_delete_owner on public.subscriptions is 'fold_subscription removes the row when no transaction is left.';
commit;
