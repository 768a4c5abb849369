-- Revert functions/kernel/user: stamped from functions/kernel/user.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.audit(uuid,text,jsonb,timestamp with time zone), private.user_clock(uuid,timestamp with time zone), private.user_zone(uuid), private.ensure_user(uuid,timestamp with time zone), private.lock_user(uuid,timestamp with time zone);
commit;
