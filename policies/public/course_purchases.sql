-- Users read which courses they have; only functions record and revoke purchases.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.course_purchases'::regclass
  loop
    execute format('drop policy %I on public.course_purchases', v_policy);
  end loop;
end
$$;
alter table public.course_purchases enable row level security;
alter table public.course_purchases force row level security;

create policy course_purchases_select_authenticated on public.course_purchases for select to authenticated
  using (course_purchases.user_id = (select private.current_user_id()));
comment on policy course_purchases_select_authenticated on public.course_purchases is 'Users read their own purchases.';

create policy course_purchases_select_admin on public.course_purchases for select to dochub_admin
  using (true);
comment on policy course_purchases_select_admin on public.course_purchases is 'Administrators read every row.';

create policy course_purchases_select_service on public.course_purchases for select to service_role
  using (true);
comment on policy course_purchases_select_service on public.course_purchases is 'Edge functions (service_role) read every row.';

create policy course_purchases_select_owner on public.course_purchases for select to dochub_owner
  using (true);
comment on policy course_purchases_select_owner on public.course_purchases is 'Functions read who has which course.';
create policy course_purchases_insert_owner on public.course_purchases for insert to dochub_owner
  with check (true);
comment on policy course_purchases_insert_owner on public.course_purchases is 'Functions record purchases, gifts and codes.';
create policy course_purchases_update_owner on public.course_purchases for update to dochub_owner
  using (true)
  with check (true);
comment on policy course_purchases_update_owner on public.course_purchases is 'Functions validate and revoke; what identifies a purchase is kept by a trigger.';

create policy course_purchases_select_backup on public.course_purchases for select to dochub_backup
  using (true);
comment on policy course_purchases_select_backup on public.course_purchases is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.course_purchases from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.course_purchases to authenticated, dochub_admin, service_role, dochub_backup;
