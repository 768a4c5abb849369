-- Revert functions/accounts/set_tester
begin;
set local role dochub_owner;
drop function public.set_tester(uuid, boolean);
drop function private.set_tester(uuid, boolean, timestamptz);
commit;
