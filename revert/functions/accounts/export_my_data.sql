-- Revert functions/accounts/export_my_data: stamped from functions/accounts/export_my_data.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.export_my_data(uuid), public.export_my_data();
commit;
