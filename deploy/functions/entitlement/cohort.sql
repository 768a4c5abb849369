-- Deploy functions/entitlement/cohort: stamped from functions/entitlement/cohort.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.user_cohort(
  p_user_id uuid, p_at timestamptz,
  out slug text, out kind text, out source text, out variant text, out member_since timestamptz,
  out ends_at timestamptz, out splash jsonb, out grant_plan text, out grant_rank integer, out grant_courses text[])
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_variants jsonb;
  v_variant_salt text;
begin
  select c.slug, c.kind, u.source, u.variant,
         -- Who is in an experiment was in it from its start: the bucket says so, whenever it was written down.
         case when u.source in ('sticky', 'bucket') then c.starts_at else greatest(u.assigned_at, c.starts_at) end,
         c.ends_at, c.splash, c.grant_plan, p.plan_rank, c.grant_courses
    into slug, kind, source, variant, member_since, ends_at, splash, grant_plan, grant_rank, grant_courses
    from public.user_cohorts as u
    join public.cohorts as c on c.slug = u.slug
    left join private.plans as p on p.plan = c.grant_plan
   where u.user_id = p_user_id and (u.is_locked or (c.starts_at <= p_at and p_at < c.ends_at));
  if found then
    return;
  end if;
  select m.slug, m.kind, m.source, m.variant, m.starts_at, m.ends_at, m.splash, m.grant_plan, p.plan_rank, m.grant_courses,
         m.variants, m.variant_salt
    into slug, kind, source, variant, member_since, ends_at, splash, grant_plan, grant_rank, grant_courses,
         v_variants, v_variant_salt
    from (
      select c.slug, c.kind, 'sticky' as source, s.variant, c.starts_at, c.ends_at, c.splash, c.grant_plan, c.grant_courses,
             null::jsonb as variants, null::text as variant_salt, s.assigned_at as enrolled_at
        from private.sticky_cohorts as s
        join public.cohorts as c on c.slug = s.slug
       where s.user_id = p_user_id and c.starts_at <= p_at and p_at < c.ends_at
       union all
      select c.slug, c.kind, 'bucket', null, c.starts_at, c.ends_at, c.splash, c.grant_plan, c.grant_courses,
             c.variants, c.variant_salt, null
        from public.cohorts as c
       cross join lateral (select private.cohort_bucket(c.salt, p_user_id) as bucket offset 0) as b
       where c.kind = 'experiment' and c.starts_at <= p_at and p_at < c.ends_at
         and b.bucket >= c.bucket_from and b.bucket < c.bucket_to) as m
    left join private.plans as p on p.plan = m.grant_plan
   -- The newest of those written down, then the first that is running.
   order by m.enrolled_at desc nulls last, case when m.source = 'bucket' then m.starts_at end, m.slug
   limit 1;
  if source = 'bucket' then
    variant := private.cohort_variant(v_variants, v_variant_salt, p_user_id);
  end if;
end;
$$;
revoke all on function private.user_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.user_cohort(uuid, timestamptz) is 'The cohort of a user at a time; all NULL: none.
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
