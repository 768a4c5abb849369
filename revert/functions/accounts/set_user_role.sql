-- Revert functions/accounts/set_user_role: stamped from functions/accounts/set_user_role.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.set_tester(uuid,boolean,timestamp with time zone), public.set_tester(uuid,boolean), private.set_user_role(uuid,text,timestamp with time zone), public.set_user_role(uuid,text);
commit;
