-- Revert functions/accounts/register_device: stamped from functions/accounts/register_device.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.device_argument(jsonb), private.register_device(uuid,jsonb,timestamp with time zone), public.register_device(jsonb);
commit;
