-- Deploy schema/public/manifest_cohorts: stamped from schema/public/manifest_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Which cohorts a manifest is for, or not for.
create table public.manifest_cohorts (
  manifest_id  uuid not null,
  slug         text not null,
  mode         text not null default 'include',
  constraint manifest_cohorts_pkey primary key (manifest_id, slug),
  constraint manifest_cohorts_manifest_id_fkey foreign key (manifest_id) references public.master_manifests (manifest_id) on delete cascade,
  constraint manifest_cohorts_slug_fkey foreign key (slug) references public.cohorts (slug) on delete cascade,
  constraint manifest_cohorts_mode_check check (mode in ('include', 'exclude'))
);
create index manifest_cohorts_slug_idx on public.manifest_cohorts (slug);
comment on table public.manifest_cohorts is 'Links manifests to cohorts for targeted delivery. Exclude beats include.';
comment on column public.manifest_cohorts.manifest_id is 'The manifest version.';
comment on column public.manifest_cohorts.slug is 'The cohort.';
comment on column public.manifest_cohorts.mode is 'include: its members get this version; exclude: they never do, even when it is global.';
commit;
