-- Deploy schema/private/pending_custom_courses: stamped from schema/private/pending_custom_courses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Custom courses behind e-mail links that nobody has claimed yet. Keyed by the purchase: there is no user.
create table private.pending_custom_courses (
  purchase_id       uuid not null,
  custom_course_id  uuid not null default gen_random_uuid(),
  title             text not null,
  status            text not null,
  course            jsonb not null,
  audio             jsonb not null,
  sha256            text not null,
  created_at        timestamptz not null,
  constraint pending_custom_courses_pkey primary key (purchase_id),
  constraint pending_custom_courses_title_check check (length(title) between 1 and 200),
  constraint pending_custom_courses_status_check check (status in ('queued', 'generating', 'ready', 'failed')),
  constraint pending_custom_courses_course_check check (jsonb_typeof(course) = 'object' and octet_length(course::text) <= 1048576),
  constraint pending_custom_courses_audio_check check (jsonb_typeof(audio) = 'array' and octet_length(audio::text) <= 1048576),
  constraint pending_custom_courses_sha256_check check (sha256 ~ '^[0-9a-f]{64}$')
);
comment on table private.pending_custom_courses is 'Custom courses that wait behind an e-mail link. The claim makes the row of public.custom_courses and deletes this one.';
comment on column private.pending_custom_courses.purchase_id is 'The purchase in public.custom_course_purchases. Without a foreign key: the two are distributed differently, and a purchase is never deleted.';
comment on column private.pending_custom_courses.custom_course_id is 'Identifier that the course will have.';
comment on column private.pending_custom_courses.title is 'Title, 1–200 characters.';
comment on column private.pending_custom_courses.status is 'queued, generating, ready, failed.';
comment on column private.pending_custom_courses.course is 'The course as it was sent, up to 1 MB as text.';
comment on column private.pending_custom_courses.audio is 'Audio files: [{audio_id, url, sha256, seconds}].';
comment on column private.pending_custom_courses.sha256 is 'SHA-256 (hex) of the canonical text of course.';
comment on column private.pending_custom_courses.created_at is 'When the first link was issued.';
commit;
