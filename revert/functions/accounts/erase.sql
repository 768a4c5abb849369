-- Revert functions/accounts/erase: stamped from functions/accounts/erase.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.unbound_events(uuid), private.waiting_links(uuid), private.erase_user(uuid,text,timestamp with time zone), public.erase_user(uuid), public.erase_my_account(text);
commit;
