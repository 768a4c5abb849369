-- Deploy schema/private/sticky_cohorts: stamped from schema/private/sticky_cohorts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Experiments that a user was enrolled in: kept when buckets are narrowed, weights change or an institution comes between.
create table private.sticky_cohorts (
  user_id      uuid not null,
  slug         text not null,
  variant      text,
  assigned_at  timestamptz not null,
  constraint sticky_cohorts_pkey primary key (user_id, slug),
  constraint sticky_cohorts_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete cascade,
  constraint sticky_cohorts_slug_fkey foreign key (slug) references public.cohorts (slug) on delete cascade,
  constraint sticky_cohorts_variant_check check (length(variant) between 1 and 64)
);
create index sticky_cohorts_slug_idx on private.sticky_cohorts (slug, variant);
comment on table private.sticky_cohorts is 'What private.stick_experiment wrote down: experiments whose bucket a user was found in, with the variant of that time. While one runs it comes before any other bucket. user_cohorts shows the one that counts; here they all stay, so that leaving an institution restores it.';
comment on column private.sticky_cohorts.user_id is 'The user.';
comment on column private.sticky_cohorts.slug is 'The experiment.';
comment on column private.sticky_cohorts.variant is 'Variant that the user has in it; NULL: it had none.';
comment on column private.sticky_cohorts.assigned_at is 'When it last began to count for the user; of several that run the latest counts.';

create trigger sticky_cohorts_unsettle after insert or update or delete on private.sticky_cohorts
  for each row execute function private.unsettle_credits();
commit;
