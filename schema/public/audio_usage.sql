-- Play counts a user and audio file.
create table public.audio_usage (
  user_id      uuid not null,
  audio_id     text not null,
  play_count   bigint not null,
  updated_at   timestamptz not null default now(),
  constraint audio_usage_pkey primary key (user_id, audio_id),
  constraint audio_usage_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  -- One, because each CHECK of a table is planned anew by every statement that writes.
  constraint audio_usage_values_check check (length(audio_id) between 1 and 200 and play_count >= 0)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);  -- Counts rise in place.
comment on table public.audio_usage is 'Play counts: how many times each user has played each audio file, summed over the user''s devices by record_plays.';
comment on column public.audio_usage.user_id is 'The user.';
comment on column public.audio_usage.audio_id is 'The audio file.';
comment on column public.audio_usage.play_count is 'Times played, over all devices.';
comment on column public.audio_usage.updated_at is 'When the count last changed.';
