-- Deploy policies/public/referral_credits: stamped from policies/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own promotional credits; only functions grant and spend them.
select private.drop_policies('public.referral_credits');
alter table public.referral_credits enable row level security;
alter table public.referral_credits force row level security;

create policy referral_credits_select_own on public.referral_credits for select to authenticated
  using (referral_credits.user_id = (select private.current_user_id()));
create policy referral_credits_select_all on public.referral_credits for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy referral_credits_insert_owner on public.referral_credits for insert to dochub_owner with check (true);
create policy referral_credits_update_owner on public.referral_credits for update to dochub_owner using (true) with check (true);

revoke all on table public.referral_credits from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.referral_credits to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy referral_credits_select_own on public.referral_credits is 'Users read their own promotional credits.';
comment on policy referral_credits_select_all on public.referral_credits is 'Administrators, edge functions and backups read every row; functions read grants.';
comment on policy referral_credits_insert_owner on public.referral_credits is 'Functions grant credits.';
comment on policy referral_credits_update_owner on public.referral_credits is 'Functions spend, vest, expire and claw back.';
commit;
