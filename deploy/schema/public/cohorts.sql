-- Deploy schema/public/cohorts: stamped from schema/public/cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- User groups: institutions and experiments.
create table public.cohorts (
  slug           text not null,
  name           text not null,
  kind           text not null,
  splash         jsonb,
  salt           text,
  variant_salt   text,
  bucket_from    integer,
  bucket_to      integer,
  variants       jsonb not null default '[]',
  seats          integer,
  seats_taken    integer not null default 0,
  domain         text,
  grant_plan     text,
  grant_courses  text[] not null default '{}',
  starts_at      timestamptz not null default '-infinity',
  ends_at        timestamptz not null default 'infinity',
  created_at     timestamptz not null default now(),
  updated_at     timestamptz not null default now(),
  constraint cohorts_pkey primary key (slug),
  constraint cohorts_grant_plan_fkey foreign key (grant_plan) references private.plans (plan) on delete restrict,
  constraint cohorts_slug_check check (slug ~ '^[a-z0-9][a-z0-9-]{1,63}$'),
  constraint cohorts_name_check check (length(name) between 1 and 200),
  constraint cohorts_kind_check check (kind in ('institution', 'experiment')),
  constraint cohorts_splash_check check (jsonb_typeof(splash) = 'object' and length(splash::text) <= 16384),
  constraint cohorts_salt_check check (length(salt) between 1 and 100),
  constraint cohorts_variant_salt_check check (length(variant_salt) between 1 and 100 and variant_salt <> salt),
  constraint cohorts_buckets_check check ((kind = 'experiment') = (salt is not null and bucket_from is not null and bucket_to is not null)
    and bucket_from between 0 and 10000 and bucket_to between bucket_from and 10000),
  constraint cohorts_variants_check check (jsonb_typeof(variants) = 'array' and length(variants::text) <= 8192 and (variants = '[]' or variant_salt is not null)),
  constraint cohorts_seats_check check (seats >= 0),
  constraint cohorts_seats_taken_check check (seats_taken >= 0 and (seats is null or seats_taken <= seats)),
  constraint cohorts_domain_check check (domain ~ '^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$'),
  constraint cohorts_grant_plan_check check (grant_plan <> 'free'),
  constraint cohorts_grant_courses_check check (cardinality(grant_courses) <= 500),
  constraint cohorts_window_check check (ends_at > starts_at)
);
create index cohorts_grant_plan_idx on public.cohorts (grant_plan);
create unique index cohorts_domain_key on public.cohorts (domain);
comment on table public.cohorts is 'User groups: institutions (joined by code or verified e-mail domain) and experiments (a hash bucket of users, with variants). A cohort may bring a splash screen, its own manifests, a plan and courses.';
comment on column public.cohorts.slug is 'Name of the cohort in URLs and specifications, its key.';
comment on column public.cohorts.name is 'Name for people.';
comment on column public.cohorts.kind is 'institution or experiment. Content for an institution beats content for an experiment.';
comment on column public.cohorts.splash is 'Splash screen that the app shows: {title, image_url, …}.';
comment on column public.cohorts.salt is 'Salt of the enrolment bucket of an experiment.';
comment on column public.cohorts.variant_salt is 'Salt of the variant bucket; differs from salt, so that the two are independent.';
comment on column public.cohorts.bucket_from is 'First enrolment bucket, 0–10,000. Users whose bucket lies in [bucket_from, bucket_to) are enrolled.';
comment on column public.cohorts.bucket_to is 'End of the enrolment buckets (exclusive). Raising it moves nobody.';
comment on column public.cohorts.variants is 'Variants of the experiment: [{slug, weight}]. Weights cut the variant buckets into consecutive shares.';
comment on column public.cohorts.seats is 'Number of members that an institution may have; NULL: any.';
comment on column public.cohorts.seats_taken is 'Seats in use: the institution''s rows in user_cohorts, whatever their source.';
comment on column public.cohorts.domain is 'E-mail domain whose verified addresses may join without a code, itself and not what is below it; of one cohort at a time.';
comment on column public.cohorts.grant_plan is 'Plan that members have as long as they belong to it.';
comment on column public.cohorts.grant_courses is 'Codes of courses that members have as long as they belong to it.';
comment on column public.cohorts.starts_at is 'From when the cohort counts.';
comment on column public.cohorts.ends_at is 'Until when it counts (exclusive).';
comment on column public.cohorts.created_at is 'When the row was made.';
comment on column public.cohorts.updated_at is 'When the row last changed.';

create trigger cohorts_facts after insert or delete or update of slug, kind, salt, bucket_from, bucket_to, grant_plan, starts_at, ends_at
  on public.cohorts for each statement execute function private.bump_entitlement();
create trigger cohorts_touch before update on public.cohorts
  for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
commit;
