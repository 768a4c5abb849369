-- Revert functions/accounts/ensure_profile: stamped from functions/accounts/ensure_profile.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.set_time_zone(uuid,text,timestamp with time zone), private.claim_email(uuid,text,timestamp with time zone), public.ensure_profile(jsonb);
commit;
