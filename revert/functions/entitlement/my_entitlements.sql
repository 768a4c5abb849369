-- Revert functions/entitlement/my_entitlements
begin;
set local role dochub_owner;
drop function public.my_entitlements();
drop function public.my_courses();
drop function private.my_entitlements(uuid, timestamptz);
drop function private.my_courses(uuid, timestamptz);
commit;
