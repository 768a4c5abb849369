-- Revert schema/public/audio_usage
begin;
set local role dochub_owner;
drop table public.audio_usage;
commit;
