-- Deploy policies/public/ai_credit_purchases: stamped from policies/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own credit purchases; only functions record and refund them.
select private.drop_policies('public.ai_credit_purchases');
alter table public.ai_credit_purchases enable row level security;
alter table public.ai_credit_purchases force row level security;

create policy ai_credit_purchases_select_own on public.ai_credit_purchases for select to authenticated
  using (ai_credit_purchases.user_id = (select private.current_user_id()));
create policy ai_credit_purchases_select_all on public.ai_credit_purchases for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy ai_credit_purchases_insert_owner on public.ai_credit_purchases for insert to dochub_owner with check (true);
create policy ai_credit_purchases_update_owner on public.ai_credit_purchases for update to dochub_owner using (true) with check (true);

revoke all on table public.ai_credit_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.ai_credit_purchases to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy ai_credit_purchases_select_own on public.ai_credit_purchases is 'Users read their own credit purchases.';
comment on policy ai_credit_purchases_select_all on public.ai_credit_purchases is 'Administrators, edge functions and backups read every row; functions read purchases.';
comment on policy ai_credit_purchases_insert_owner on public.ai_credit_purchases is 'record_credit_purchase records a purchase.';
comment on policy ai_credit_purchases_update_owner on public.ai_credit_purchases is 'refund_credit_purchase notes what was refunded.';
commit;
