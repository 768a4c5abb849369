-- Revert functions/plays/record_plays: stamped from functions/plays/record_plays.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.assert_play_counts(text,jsonb), private.record_plays(uuid,text,jsonb,timestamp with time zone), public.record_plays(text,jsonb);
commit;
