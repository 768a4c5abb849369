-- Revert functions/accounts/register_device
begin;
set local role dochub_owner;
drop function public.register_device(jsonb);
commit;
