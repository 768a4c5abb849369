-- Deploy schema/public/user_cohorts: stamped from schema/public/user_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- The cohort of each user.
create table public.user_cohorts (
  user_id      uuid not null,
  slug         text not null,
  source       text not null,
  variant      text,
  is_locked    boolean not null default false,
  assigned_at  timestamptz not null default now(),
  constraint user_cohorts_pkey primary key (user_id),
  constraint user_cohorts_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint user_cohorts_slug_fkey foreign key (slug) references public.cohorts (slug) on delete cascade,
  constraint user_cohorts_source_check check (source in ('manual', 'join_code', 'domain', 'sticky', 'bucket')),
  constraint user_cohorts_variant_check check (length(variant) between 1 and 64)
);
create index user_cohorts_slug_idx on public.user_cohorts (slug);
comment on table public.user_cohorts is 'Links users to their cohort: at most one a user. A row counts while its cohort runs, or is_locked says so. Who has none that counts may still fall into an experiment by bucket; the next handshake (POST) writes that down as sticky.';
comment on column public.user_cohorts.user_id is 'The user.';
comment on column public.user_cohorts.slug is 'The cohort.';
comment on column public.user_cohorts.source is 'Why: manual (an administrator), join_code, domain (verified e-mail), sticky (an experiment, kept whatever becomes of its buckets and weights), bucket (written by hand).';
comment on column public.user_cohorts.variant is 'Variant of the experiment.';
comment on column public.user_cohorts.is_locked is 'Whether an administrator fixed it: then neither joining nor leaving changes it.';
comment on column public.user_cohorts.assigned_at is 'When it was assigned.';

create trigger user_cohorts_unsettle after insert or update or delete on public.user_cohorts
  for each row execute function private.unsettle_credits();
create trigger user_cohorts_sync after insert or update or delete on public.user_cohorts
  for each row execute function private.bump_user_sync();
commit;
