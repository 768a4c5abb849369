-- Revert functions/accounts/erase_user
begin;
set local role dochub_owner;
drop function public.erase_user(uuid);
commit;
