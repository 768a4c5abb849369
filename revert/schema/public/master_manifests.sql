-- Revert schema/public/master_manifests
begin;
set local role dochub_owner;
drop table public.master_manifests;
commit;
