create or replace function private.user_cohort(p_user_id uuid, p_at timestamptz)
returns table (slug text, kind text, source text, variant text, member_since timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select c.slug, c.kind, u.source, u.variant, greatest(u.assigned_at, c.starts_at)
      from public.user_cohorts as u
      join public.cohorts as c on c.slug = u.slug
     where u.user_id = p_user_id and (u.is_locked or (c.starts_at <= p_at and p_at < c.ends_at));
  if found then
    return;
  end if;
  return query
    select c.slug, c.kind, 'bucket', v.variant, c.starts_at
      from public.cohorts as c
      left join lateral (
        -- Weights cut the variant buckets into consecutive shares; the first whose end lies beyond the bucket is the user's.
        select w.variant
          from (select e ->> 'slug' as variant, n, sum((e ->> 'weight')::integer) over (order by n) as share_end,
                       sum((e ->> 'weight')::integer) over () as total
                  from jsonb_array_elements(c.variants) with ordinality as a (e, n)) as w
         where private.cohort_bucket(c.variant_salt, p_user_id) * w.total < w.share_end * 10000
         order by w.n
         limit 1) as v on true
     where c.kind = 'experiment' and c.starts_at <= p_at and p_at < c.ends_at
       and private.cohort_bucket(c.salt, p_user_id) >= c.bucket_from and private.cohort_bucket(c.salt, p_user_id) < c.bucket_to
     order by c.starts_at, c.slug
     limit 1;
end;
$$;
revoke all on function private.user_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.user_cohort(uuid, timestamptz) is 'The cohort of a user at a time, at most one row: the assigned one while it runs, else the first running experiment whose buckets hold the user, else none. member_since is from when its grants count.';
