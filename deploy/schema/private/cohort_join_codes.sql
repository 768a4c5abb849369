-- Deploy schema/private/cohort_join_codes: stamped from schema/private/cohort_join_codes.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- The code by which users join an institution: as a hash, one a cohort.
create table private.cohort_join_codes (
  code_sha256  text not null,
  slug         text not null,
  set_at       timestamptz not null default now(),
  constraint cohort_join_codes_pkey primary key (code_sha256),
  constraint cohort_join_codes_slug_key unique (slug),
  constraint cohort_join_codes_slug_fkey foreign key (slug) references public.cohorts (slug) on delete cascade,
  constraint cohort_join_codes_code_sha256_check check (code_sha256 ~ '^[0-9a-f]{64}$')
);
comment on table private.cohort_join_codes is 'Join codes of institutions, one a cohort. The code itself is kept nowhere: set_join_code tells a generated one once.';
comment on column private.cohort_join_codes.code_sha256 is 'SHA-256 (hex) of the normalised code (see private.normalise_code).';
comment on column private.cohort_join_codes.slug is 'The institution that it opens.';
comment on column private.cohort_join_codes.set_at is 'When it was set. A code set later replaces it at once.';
commit;
