-- Verify schema/private/device_plays
begin;
select user_id, device_id, audio_id, play_count, updated_at from private.device_plays where false;
select 1 / (obj_description('private.device_plays'::regclass) is not null)::int;
rollback;
