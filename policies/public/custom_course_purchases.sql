-- Users read their own purchases of custom courses; a purchase that nobody claimed yet is nobody's to read.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.custom_course_purchases'::regclass
  loop
    execute format('drop policy %I on public.custom_course_purchases', v_policy);
  end loop;
end
$$;
alter table public.custom_course_purchases enable row level security;
alter table public.custom_course_purchases force row level security;

create policy custom_course_purchases_select_authenticated on public.custom_course_purchases for select to authenticated
  using (custom_course_purchases.user_id = (select private.current_user_id()));
comment on policy custom_course_purchases_select_authenticated on public.custom_course_purchases is 'Users read their own purchases; a NULL user_id matches nobody.';

create policy custom_course_purchases_select_admin on public.custom_course_purchases for select to dochub_admin
  using (true);
comment on policy custom_course_purchases_select_admin on public.custom_course_purchases is 'Administrators read every row.';

create policy custom_course_purchases_select_service on public.custom_course_purchases for select to service_role
  using (true);
comment on policy custom_course_purchases_select_service on public.custom_course_purchases is 'Edge functions (service_role) read every row.';

create policy custom_course_purchases_select_owner on public.custom_course_purchases for select to dochub_owner
  using (true);
comment on policy custom_course_purchases_select_owner on public.custom_course_purchases is 'Functions look up purchases and link tokens.';
create policy custom_course_purchases_insert_owner on public.custom_course_purchases for insert to dochub_owner
  with check (true);
comment on policy custom_course_purchases_insert_owner on public.custom_course_purchases is 'Functions record purchases and issue links.';
create policy custom_course_purchases_update_owner on public.custom_course_purchases for update to dochub_owner
  using (true)
  with check (true);
comment on policy custom_course_purchases_update_owner on public.custom_course_purchases is 'Functions bind a claimed purchase, revoke links and refund.';

create policy custom_course_purchases_select_backup on public.custom_course_purchases for select to dochub_backup
  using (true);
comment on policy custom_course_purchases_select_backup on public.custom_course_purchases is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.custom_course_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.custom_course_purchases to authenticated, dochub_admin, service_role, dochub_backup;
