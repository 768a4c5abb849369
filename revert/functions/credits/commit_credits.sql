-- Revert functions/credits/commit_credits: stamped from functions/credits/commit_credits.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.resolve_hold(uuid,uuid,text,integer,text,timestamp with time zone), public.release_credits(uuid,text,uuid), public.commit_credits(uuid,integer,uuid);
commit;
