-- Revert functions/accounts/erase_my_account
begin;
set local role dochub_owner;
drop function public.erase_my_account(text);
commit;
