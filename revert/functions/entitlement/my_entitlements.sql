-- Revert functions/entitlement/my_entitlements: stamped from functions/entitlement/my_entitlements.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.my_courses(uuid,timestamp with time zone), private.entitlement(uuid,timestamp with time zone,boolean), private.my_entitlements(uuid,timestamp with time zone), public.my_courses(), public.my_entitlements();
commit;
