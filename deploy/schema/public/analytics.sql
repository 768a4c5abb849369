-- Deploy schema/public/analytics: stamped from schema/public/analytics.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Per-user course settings, written by the app itself.
create table public.analytics (
  user_id           uuid not null default private.current_user_id(),
  analytics_id      uuid not null default gen_random_uuid(),
  course_code       text,
  custom_course_id  uuid,
  voice             text,
  induction         text,
  background        text,
  deepening         text,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  constraint analytics_pkey primary key (user_id, analytics_id),
  constraint analytics_course_key unique nulls not distinct (user_id, course_code, custom_course_id),
  constraint analytics_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint analytics_course_code_fkey foreign key (course_code) references public.courses (course_code) on delete cascade,
  constraint analytics_custom_course_fkey foreign key (user_id, custom_course_id) references public.custom_courses (user_id, custom_course_id) on delete cascade,
  constraint analytics_course_check check (num_nonnulls(course_code, custom_course_id) = 1),
  constraint analytics_voice_check check (length(voice) between 1 and 100),
  constraint analytics_induction_check check (length(induction) between 1 and 100),
  constraint analytics_background_check check (length(background) between 1 and 100),
  constraint analytics_deepening_check check (length(deepening) between 1 and 100)
);
create index analytics_course_code_idx on public.analytics (course_code);
create index analytics_custom_course_idx on public.analytics (user_id, custom_course_id);
comment on table public.analytics is 'Settings of a user for a course: selected voice, induction, background, deepening. The app reads and writes its own rows directly: POST with on_conflict=user_id,course_code,custom_course_id and Prefer: resolution=merge-duplicates.';
comment on column public.analytics.user_id is 'The user; filled in from the JWT.';
comment on column public.analytics.analytics_id is 'Identifier of the row.';
comment on column public.analytics.course_code is 'Course of the catalog that the settings are for; exactly one of course_code and custom_course_id is given.';
comment on column public.analytics.custom_course_id is 'Custom course that the settings are for.';
comment on column public.analytics.voice is 'Selected voice, up to 100 characters.';
comment on column public.analytics.induction is 'Selected induction, up to 100 characters.';
comment on column public.analytics.background is 'Selected background, up to 100 characters.';
comment on column public.analytics.deepening is 'Selected deepening, up to 100 characters.';
comment on column public.analytics.created_at is 'When the row was made.';
comment on column public.analytics.updated_at is 'When the row last changed.';

create trigger analytics_live before insert on public.analytics
  for each row execute function private.refuse_erased();
create trigger analytics_touch before update on public.analytics
  for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
commit;
