-- Verify schema/public/audio_usage
begin;
select user_id, audio_id, play_count, updated_at from public.audio_usage where false;
select 1 / (obj_description('public.audio_usage'::regclass) is not null)::int;
rollback;
