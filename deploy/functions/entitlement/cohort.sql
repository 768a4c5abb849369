-- Deploy functions/entitlement/cohort: stamped from functions/entitlement/cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.user_cohort(p_user_id uuid, p_at timestamptz)
returns table (
  slug text, kind text, source text, variant text, member_since timestamptz,
  ends_at timestamptz, splash jsonb, grant_plan text, grant_rank integer, grant_courses text[])
language plpgsql
stable
security invoker
rows 1
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select m.slug, m.kind, m.source,
           case when m.source = 'bucket' then private.cohort_variant(m.variants, m.variant_salt, p_user_id) else m.variant end,
           m.member_since, m.ends_at, m.splash, m.grant_plan, p.plan_rank, m.grant_courses
      from (
        select c.slug, c.kind, u.source, u.variant,
               -- Who is in an experiment was in it from its start: the bucket says so, whenever it was written down.
               case when u.source in ('sticky', 'bucket') then c.starts_at else greatest(u.assigned_at, c.starts_at) end as member_since,
               c.ends_at, c.splash, c.grant_plan, c.grant_courses, null::jsonb as variants, null::text as variant_salt,
               1 as place, null::timestamptz as enrolled_at, null::timestamptz as starts_at
          from public.user_cohorts as u
          join public.cohorts as c on c.slug = u.slug
         where u.user_id = p_user_id and (u.is_locked or (c.starts_at <= p_at and p_at < c.ends_at))
         union all
        select c.slug, c.kind, 'sticky', s.variant, c.starts_at,
               c.ends_at, c.splash, c.grant_plan, c.grant_courses, null, null,
               2, s.assigned_at, null
          from private.sticky_cohorts as s
          join public.cohorts as c on c.slug = s.slug
         where s.user_id = p_user_id and c.starts_at <= p_at and p_at < c.ends_at
         union all
        select c.slug, c.kind, 'bucket', null, c.starts_at,
               c.ends_at, c.splash, c.grant_plan, c.grant_courses, c.variants, c.variant_salt,
               3, null, c.starts_at
          from public.cohorts as c
         cross join lateral (select private.cohort_bucket(c.salt, p_user_id) as bucket offset 0) as b
         where c.kind = 'experiment' and c.starts_at <= p_at and p_at < c.ends_at
           and b.bucket >= c.bucket_from and b.bucket < c.bucket_to) as m
      left join private.plans as p on p.plan = m.grant_plan
     order by m.place, m.enrolled_at desc, m.starts_at, m.slug
     limit 1;
end;
$$;
revoke all on function private.user_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.user_cohort(uuid, timestamptz) is 'The cohort of a user at a time, at most one row.
The assigned one while it runs or is locked (manual or institution, or the experiment that was written down), else the running experiment
that the user was last enrolled in, else the first running experiment whose buckets hold the user, else none.
member_since is from when its grants count, ends_at until when; grant_rank is that of the plan that it grants.';

create or replace function private.cohort_variant(p_variants jsonb, p_variant_salt text, p_user_id uuid)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bucket bigint := private.cohort_bucket(p_variant_salt, p_user_id);
begin
  -- The first variant whose share ends beyond the bucket. A share of weight 0 is empty.
  return (
    select w.variant
      from (select e ->> 'slug' as variant, n, sum((e ->> 'weight')::integer) over (order by n) as share_end,
                   sum((e ->> 'weight')::integer) over () as total
              from jsonb_array_elements(p_variants) with ordinality as a (e, n)) as w
     where v_bucket * w.total < w.share_end * 10000
     order by w.n
     limit 1);
end;
$$;
revoke all on function private.cohort_variant(jsonb, text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_variant(jsonb, text, uuid) is 'Variant of an experiment that a user falls into, NULL when it has none.
The bucket by the variant salt lies in one of the consecutive shares, as wide as their weights, into which [0, 10,000) is cut.
Of a share that ends within a bucket, the bucket belongs to it.';

create or replace function private.cohort_bucket(p_salt text, p_user_id uuid)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return ('x' || encode(substring(sha256(convert_to(p_salt || ':' || p_user_id::text, 'UTF8')) from 1 for 4), 'hex'))::bit(32)::bigint % 10000;
end;
$$;
revoke all on function private.cohort_bucket(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.cohort_bucket(text, uuid) is 'Experiment bucket of a user, 0–9,999.
The first four bytes (big-endian) of the SHA-256 of "salt:user_id" (lower-case uuid with dashes), modulo 10,000.';
commit;
