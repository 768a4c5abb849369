-- Revert schema/public/audio_usage: stamped from schema/public/audio_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop table public.audio_usage;
commit;
