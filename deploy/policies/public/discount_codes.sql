-- Deploy policies/public/discount_codes: stamped from policies/public/discount_codes.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Codes are worth money: users ask validate_discount about one code at a time and never read the table.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.discount_codes'::regclass
  loop
    execute format('drop policy %I on public.discount_codes', v_policy);
  end loop;
end
$$;
alter table public.discount_codes enable row level security;
alter table public.discount_codes force row level security;

create policy discount_codes_select_admin on public.discount_codes for select to dochub_admin
  using (true);
comment on policy discount_codes_select_admin on public.discount_codes is 'Administrators read every row.';

create policy discount_codes_select_service on public.discount_codes for select to service_role
  using (true);
comment on policy discount_codes_select_service on public.discount_codes is 'Edge functions (service_role) read every row.';

create policy discount_codes_select_owner on public.discount_codes for select to dochub_owner
  using (true);
comment on policy discount_codes_select_owner on public.discount_codes is 'Functions look codes up.';
create policy discount_codes_insert_owner on public.discount_codes for insert to dochub_owner
  with check (true);
comment on policy discount_codes_insert_owner on public.discount_codes is 'create_discount_code makes a code.';
create policy discount_codes_update_owner on public.discount_codes for update to dochub_owner
  using (true)
  with check (true);
comment on policy discount_codes_update_owner on public.discount_codes is 'Functions count redemptions and change terms; a code is switched off, not deleted.';

create policy discount_codes_select_backup on public.discount_codes for select to dochub_backup
  using (true);
comment on policy discount_codes_select_backup on public.discount_codes is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.discount_codes from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.discount_codes to dochub_admin, service_role, dochub_backup;
commit;
