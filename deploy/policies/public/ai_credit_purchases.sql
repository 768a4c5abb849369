-- Deploy policies/public/ai_credit_purchases: stamped from policies/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Users read their own credit purchases; only functions record and refund them.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.ai_credit_purchases'::regclass
  loop
    execute format('drop policy %I on public.ai_credit_purchases', v_policy);
  end loop;
end
$$;
alter table public.ai_credit_purchases enable row level security;
alter table public.ai_credit_purchases force row level security;

create policy ai_credit_purchases_select_authenticated on public.ai_credit_purchases for select to authenticated
  using (ai_credit_purchases.user_id = (select private.current_user_id()));
comment on policy ai_credit_purchases_select_authenticated on public.ai_credit_purchases is 'Users read their own credit purchases.';

create policy ai_credit_purchases_select_admin on public.ai_credit_purchases for select to dochub_admin
  using (true);
comment on policy ai_credit_purchases_select_admin on public.ai_credit_purchases is 'Administrators read every row.';

create policy ai_credit_purchases_select_service on public.ai_credit_purchases for select to service_role
  using (true);
comment on policy ai_credit_purchases_select_service on public.ai_credit_purchases is 'Edge functions (service_role) read every row.';

create policy ai_credit_purchases_select_owner on public.ai_credit_purchases for select to dochub_owner
  using (true);
comment on policy ai_credit_purchases_select_owner on public.ai_credit_purchases is 'Functions read purchases.';
create policy ai_credit_purchases_insert_owner on public.ai_credit_purchases for insert to dochub_owner
  with check (true);
comment on policy ai_credit_purchases_insert_owner on public.ai_credit_purchases is 'record_credit_purchase records a purchase.';
create policy ai_credit_purchases_update_owner on public.ai_credit_purchases for update to dochub_owner
  using (true)
  with check (true);
comment on policy ai_credit_purchases_update_owner on public.ai_credit_purchases is 'refund_credit_purchase notes what was refunded.';

create policy ai_credit_purchases_select_backup on public.ai_credit_purchases for select to dochub_backup
  using (true);
comment on policy ai_credit_purchases_select_backup on public.ai_credit_purchases is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.ai_credit_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.ai_credit_purchases to authenticated, dochub_admin, service_role, dochub_backup;
commit;
