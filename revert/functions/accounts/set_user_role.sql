-- Revert functions/accounts/set_user_role
begin;
set local role dochub_owner;
drop function public.set_user_role(uuid, text);
drop function private.set_user_role(uuid, text, timestamptz);
commit;
