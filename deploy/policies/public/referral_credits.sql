-- Deploy policies/public/referral_credits: stamped from policies/public/referral_credits.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Users read their own promotional credits; only functions grant and spend them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.referral_credits'::regclass
  loop
    execute format('drop policy %I on public.referral_credits', v_policy);
  end loop;
end
$$;
alter table public.referral_credits enable row level security;
alter table public.referral_credits force row level security;

create policy referral_credits_select_authenticated on public.referral_credits for select to authenticated
  using (referral_credits.user_id = (select private.current_user_id()));
comment on policy referral_credits_select_authenticated on public.referral_credits is 'Users read their own promotional credits.';

create policy referral_credits_select_admin on public.referral_credits for select to dochub_admin
  using (true);
comment on policy referral_credits_select_admin on public.referral_credits is 'Administrators read every row.';

create policy referral_credits_select_service on public.referral_credits for select to service_role
  using (true);
comment on policy referral_credits_select_service on public.referral_credits is 'Edge functions (service_role) read every row.';

create policy referral_credits_select_owner on public.referral_credits for select to dochub_owner
  using (true);
comment on policy referral_credits_select_owner on public.referral_credits is 'Functions read grants.';
create policy referral_credits_insert_owner on public.referral_credits for insert to dochub_owner
  with check (true);
comment on policy referral_credits_insert_owner on public.referral_credits is 'Functions grant credits.';
create policy referral_credits_update_owner on public.referral_credits for update to dochub_owner
  using (true)
  with check (true);
comment on policy referral_credits_update_owner on public.referral_credits is 'Functions spend, vest, expire and claw back.';

create policy referral_credits_select_backup on public.referral_credits for select to dochub_backup
  using (true);
comment on policy referral_credits_select_backup on public.referral_credits is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.referral_credits from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.referral_credits to authenticated, dochub_admin, service_role, dochub_backup;
commit;
