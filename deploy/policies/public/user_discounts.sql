-- Deploy policies/public/user_discounts: stamped from policies/public/user_discounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read which codes they redeemed; only functions redeem and release.
select private.drop_policies('public.user_discounts');
alter table public.user_discounts enable row level security;
alter table public.user_discounts force row level security;

create policy user_discounts_select_own on public.user_discounts for select to authenticated
  using (user_discounts.user_id = (select private.current_user_id()));
create policy user_discounts_select_all on public.user_discounts for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy user_discounts_insert_owner on public.user_discounts for insert to dochub_owner with check (true);
create policy user_discounts_update_owner on public.user_discounts for update to dochub_owner using (true) with check (true);

revoke all on table public.user_discounts from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.user_discounts to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy user_discounts_select_own on public.user_discounts is 'Users read their own redemptions.';
comment on policy user_discounts_select_all on public.user_discounts is 'Administrators, edge functions and backups read every row; functions read redemptions.';
comment on policy user_discounts_insert_owner on public.user_discounts is 'redeem_discount records a redemption.';
comment on policy user_discounts_update_owner on public.user_discounts is 'Functions fulfil and release redemptions; a released one may be redeemed anew.';
commit;
