-- Revert functions/accounts/export_my_data
begin;
set local role dochub_owner;
drop function public.export_my_data();
drop function private.export_my_data(uuid);
commit;
