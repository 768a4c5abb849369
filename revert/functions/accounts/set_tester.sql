-- Revert functions/accounts/set_tester
begin;
set local role dochub_owner;
drop function public.set_tester(uuid, boolean);
commit;
