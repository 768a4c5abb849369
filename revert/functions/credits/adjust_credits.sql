-- Revert functions/credits/adjust_credits: stamped from functions/credits/adjust_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.adjust_credits(uuid,integer,text,text,timestamp with time zone), public.adjust_credits(uuid,integer,text,text);
commit;
