-- Revert functions/cohorts/set_join_code: stamped from functions/cohorts/set_join_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function public.set_join_code(text,text);
commit;
