-- Revert functions/store/my_entitlements
begin;
set local role dochub_owner;
drop function public.my_entitlements();
commit;
