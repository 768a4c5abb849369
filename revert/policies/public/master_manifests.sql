-- Revert policies/public/master_manifests
begin;
set local role dochub_owner;
drop policy master_manifests_select_all on public.master_manifests;
drop policy master_manifests_insert_owner on public.master_manifests;
drop policy master_manifests_update_owner on public.master_manifests;
revoke all on table public.master_manifests from dochub_admin, dochub_backup, service_role;
alter table public.master_manifests no force row level security;
alter table public.master_manifests disable row level security;
commit;
