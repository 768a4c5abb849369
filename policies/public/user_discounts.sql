-- Users read which codes they redeemed; only functions redeem and release.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.user_discounts'::regclass
  loop
    execute format('drop policy %I on public.user_discounts', v_policy);
  end loop;
end
$$;
alter table public.user_discounts enable row level security;
alter table public.user_discounts force row level security;

create policy user_discounts_select_authenticated on public.user_discounts for select to authenticated
  using (user_discounts.user_id = (select private.current_user_id()));
comment on policy user_discounts_select_authenticated on public.user_discounts is 'Users read their own redemptions.';

create policy user_discounts_select_admin on public.user_discounts for select to dochub_admin
  using (true);
comment on policy user_discounts_select_admin on public.user_discounts is 'Administrators read every row.';

create policy user_discounts_select_service on public.user_discounts for select to service_role
  using (true);
comment on policy user_discounts_select_service on public.user_discounts is 'Edge functions (service_role) read every row.';

create policy user_discounts_select_owner on public.user_discounts for select to dochub_owner
  using (true);
comment on policy user_discounts_select_owner on public.user_discounts is 'Functions read redemptions.';
create policy user_discounts_insert_owner on public.user_discounts for insert to dochub_owner
  with check (true);
comment on policy user_discounts_insert_owner on public.user_discounts is 'redeem_discount records a redemption.';
create policy user_discounts_update_owner on public.user_discounts for update to dochub_owner
  using (true)
  with check (true);
comment on policy user_discounts_update_owner on public.user_discounts is 'Functions fulfil and release redemptions; a released one may be redeemed anew.';

create policy user_discounts_select_backup on public.user_discounts for select to dochub_backup
  using (true);
comment on policy user_discounts_select_backup on public.user_discounts is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.user_discounts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_discounts to authenticated, dochub_admin, service_role, dochub_backup;
