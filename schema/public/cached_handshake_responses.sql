-- Prepared handshake answers. LOGGED, so that a replica can serve them.
create table public.cached_handshake_responses (
  user_id             uuid not null,
  platform            text not null,
  app_version         text not null,
  locale              text not null,
  content_generation  bigint not null,
  cohort_generation   bigint not null,
  user_generation     bigint not null,
  schema_generation   bigint not null,
  boundary_at         timestamptz not null,
  valid_until         timestamptz not null,
  builds              bigint not null default 1,
  built_at            timestamptz not null,
  cookie_end          text not null,
  manifests_sha256    bytea not null,
  custom_courses_sha256 bytea not null,
  manifests           jsonb not null,
  body                jsonb not null,
  next_request_sha256 bytea,
  constraint cached_handshake_responses_pkey primary key (user_id, platform, app_version, locale),
  constraint cached_handshake_responses_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  -- One, because each is planned anew by every statement that writes.
  constraint cached_handshake_responses_row_check check (
    length(platform) <= 16 and length(app_version) <= 32 and length(locale) <= 35
    and jsonb_typeof(manifests) = 'object' and jsonb_typeof(body) = 'object' and builds > 0 and valid_until > boundary_at)
) with (fillfactor = 80, toast_tuple_target = 4080, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05); -- the usual row in one piece, as it is
comment on table public.cached_handshake_responses is 'Cached sync answers a user, platform, app version and locale, at most settings.handshake_rows_per_user of them.
Contents of manifests are not in here but joined in; credits and the time are always live.
That nothing changed is told by next_request_sha256, generations and boundaries alone: nothing wide is read.';
comment on column public.cached_handshake_responses.user_id is 'The user whom it was made for, and who alone is ever served it.';
comment on column public.cached_handshake_responses.platform is 'Platform named in the request; empty when none was.';
comment on column public.cached_handshake_responses.app_version is 'App version named in the request; empty when none was.';
comment on column public.cached_handshake_responses.locale is 'Locale named in the request; empty when none was.';
comment on column public.cached_handshake_responses.content_generation is 'Content generation read before it was built.';
comment on column public.cached_handshake_responses.cohort_generation is 'Cohort generation read before it was built.';
comment on column public.cached_handshake_responses.user_generation is 'The user''s generation read before it was built.';
comment on column public.cached_handshake_responses.schema_generation is 'Schema generation read before it was built.';
comment on column public.cached_handshake_responses.boundary_at is 'Last moment at which time alone changed the answer, as of the build; part of the cookie.';
comment on column public.cached_handshake_responses.valid_until is 'Next moment at which time alone changes the answer (exclusive): a subscription or grace end, a discount end, a manifest''s start or retirement.';
comment on column public.cached_handshake_responses.builds is 'How often this row was built.';
comment on column public.cached_handshake_responses.built_at is 'When it was last built.';
comment on column public.cached_handshake_responses.cookie_end is 'Last three parts of its cookie: hashes of the user and of (platform, app version, locale), and boundary_at.';
comment on column public.cached_handshake_responses.manifests_sha256 is 'SHA-256 of the canonical text of {name: sha256} of manifests, which an app that has them all sends.';
comment on column public.cached_handshake_responses.custom_courses_sha256 is 'The same of {custom_course_id: sha256} of the custom courses in body.';
comment on column public.cached_handshake_responses.manifests is 'Resolved list: {name: {manifest_id, version, sha256}}.';
comment on column public.cached_handshake_responses.next_request_sha256 is 'SHA-256 of the request that the app for which it was built sends once it has all of it; NULL when that was no JSON object.';
comment on column public.cached_handshake_responses.body is 'The rest of the answer: entitlements, courses, custom_courses, cohort.';
