-- Revert functions/accounts/register_device
begin;
set local role dochub_owner;
drop function public.register_device(jsonb);
drop function private.register_device(uuid, jsonb, timestamptz);
drop function private.device_argument(jsonb);
commit;
