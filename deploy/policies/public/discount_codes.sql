-- Deploy policies/public/discount_codes: stamped from policies/public/discount_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Codes are worth money: users ask validate_discount about one code at a time and never read the table.
select private.drop_policies('public.discount_codes');
alter table public.discount_codes enable row level security;
alter table public.discount_codes force row level security;

create policy discount_codes_select_all on public.discount_codes for select to dochub_admin, service_role, dochub_backup, dochub_owner
  using (true);
create policy discount_codes_insert_owner on public.discount_codes for insert to dochub_owner with check (true);
create policy discount_codes_update_owner on public.discount_codes for update to dochub_owner using (true) with check (true);

revoke all on table public.discount_codes from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.discount_codes to dochub_admin, service_role, dochub_backup;

comment on policy discount_codes_select_all on public.discount_codes is 'Administrators, edge functions and backups read every row; functions look codes up.';
comment on policy discount_codes_insert_owner on public.discount_codes is 'create_discount_code makes a code.';
comment on policy discount_codes_update_owner on public.discount_codes is 'Functions count redemptions and change terms; a code is switched off, not deleted.';
commit;
