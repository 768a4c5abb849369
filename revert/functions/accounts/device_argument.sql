-- Revert functions/accounts/device_argument
begin;
set local role dochub_owner;
drop function private.device_argument(jsonb);
commit;
