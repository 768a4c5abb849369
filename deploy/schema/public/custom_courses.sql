-- Deploy schema/public/custom_courses: stamped from schema/public/custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Personalised courses that the AI made.
create table public.custom_courses (
  user_id           uuid not null,
  custom_course_id  uuid not null default gen_random_uuid(),
  title             text not null,
  status            text not null default 'queued',
  course            jsonb not null,
  audio             jsonb not null default '[]',
  sha256            text not null,
  hold_id           uuid,
  archived_at       timestamptz,
  revoked_at        timestamptz,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  constraint custom_courses_pkey primary key (user_id, custom_course_id),
  constraint custom_courses_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint custom_courses_hold_fkey foreign key (user_id, hold_id) references private.credit_holds (user_id, hold_id) on delete restrict,
  constraint custom_courses_title_check check (length(title) between 1 and 200),
  constraint custom_courses_status_check check (status in ('queued', 'generating', 'ready', 'failed')),
  constraint custom_courses_course_check check (jsonb_typeof(course) = 'object' and octet_length(course::text) <= 1048576),
  constraint custom_courses_audio_check check (jsonb_typeof(audio) = 'array' and octet_length(audio::text) <= 1048576),
  constraint custom_courses_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);
create index custom_courses_hold_idx on public.custom_courses (user_id, hold_id);
comment on table public.custom_courses is 'AI-generated personalised courses: the whole course as JSON, its checksum, references to its audio. The owner reads them and may change title and archived_at directly.';
comment on column public.custom_courses.user_id is 'Owner.';
comment on column public.custom_courses.custom_course_id is 'Identifier of the course.';
comment on column public.custom_courses.title is 'Title, 1–200 characters. The owner may change it directly.';
comment on column public.custom_courses.status is 'queued, generating, ready, failed. A ready course stays ready, a failed one may start again.';
comment on column public.custom_courses.course is 'The course as it was sent, null members included, up to 1 MB as text in UTF-8. Numbers are integers within ±(2^53−1).';
comment on column public.custom_courses.audio is 'Audio files: [{audio_id, url, sha256, seconds}], up to 1 MB as text; url is https.';
comment on column public.custom_courses.sha256 is 'SHA-256 (hex) of the UTF-8 bytes of the canonical text of course, made by the database: one space after each colon and comma and no other white space, keys sorted by UTF-8 length and then bytes, integers only, JSON''s shortest escapes. docs/canonical-json.md has the same in Python and JavaScript.';
comment on column public.custom_courses.hold_id is 'Credit hold that pays for making it.';
comment on column public.custom_courses.archived_at is 'When the owner put it away; NULL: shown. The owner may change it directly.';
comment on column public.custom_courses.revoked_at is 'When its purchase was refunded in full; NULL while the owner has it.';
comment on column public.custom_courses.created_at is 'When it was made.';
comment on column public.custom_courses.updated_at is 'When the row last changed.';

create trigger custom_courses_touch before update on public.custom_courses
  for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
create trigger custom_courses_sync after insert or update or delete on public.custom_courses
  for each row execute function private.bump_user_sync();
commit;
