-- Play counts a device and audio file, as the device last told them.
create table private.device_plays (
  user_id     uuid not null,
  device_id   text not null,
  audio_id    text not null,
  play_count  bigint not null,
  updated_at  timestamptz not null,
  constraint device_plays_pkey primary key (user_id, audio_id, device_id),
  constraint device_plays_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  -- One, because each CHECK of a table is planned anew by every statement that writes.
  constraint device_plays_values_check check (length(device_id) between 1 and 128 and length(audio_id) between 1 and 200 and play_count between 1 and 1000000)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);  -- Counts rise in place.
comment on table private.device_plays is 'Cumulative play counts of each device, the greatest that it ever sent; public.audio_usage is their sum. Rows of a device stay when it is dropped from the profile.';
comment on column private.device_plays.user_id is 'The user.';
comment on column private.device_plays.device_id is 'The device, as in user_profile.devices.';
comment on column private.device_plays.audio_id is 'The audio file.';
comment on column private.device_plays.play_count is 'Times played on this device, 1–1,000,000.';
comment on column private.device_plays.updated_at is 'When the count last rose.';
