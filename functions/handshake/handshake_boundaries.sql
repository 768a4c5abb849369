create or replace function private.handshake_boundaries(p_user_id uuid, p_at timestamptz, out boundary_at timestamptz, out valid_until timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  select coalesce(max(b.moment) filter (where b.moment <= p_at), 'epoch'),
         coalesce(min(b.moment) filter (where b.moment > p_at), 'infinity')
    into strict boundary_at, valid_until
    from (
      select unnest(array[s.started_at, s.expires_at, s.grace_expires_at, s.paused_at, s.revoked_at]) as moment
        from public.subscriptions as s where s.user_id = p_user_id
      union all
      select unnest(array[e.starts_at, e.ends_at]) from private.entitlement_periods(p_user_id, p_at) as e
      union all
      select m.member_since from private.user_cohort(p_user_id, p_at) as m
      union all
      select unnest(array[c.starts_at, c.ends_at])
        from public.cohorts as c
       where c.slug = (select u.slug from public.user_cohorts as u where u.user_id = p_user_id)
          or c.slug in (select s.slug from private.sticky_cohorts as s where s.user_id = p_user_id)
          or (c.kind = 'experiment'
              and private.cohort_bucket(c.salt, p_user_id) >= c.bucket_from and private.cohort_bucket(c.salt, p_user_id) < c.bucket_to)
      union all
      select d.grant_expires_at from public.user_discounts as d where d.user_id = p_user_id and d.released_at is null
      union all
      -- Four looks at the ends of two indexes, however many manifests there are.
      select (select max(m.effective_at) from public.master_manifests as m where m.effective_at <= p_at)
      union all
      select (select min(m.effective_at) from public.master_manifests as m where m.effective_at > p_at)
      union all
      select (select max(m.retired_at) from public.master_manifests as m where m.retired_at <= p_at)
      union all
      select (select min(m.retired_at) from public.master_manifests as m where m.retired_at > p_at)) as b
   where isfinite(b.moment) and b.moment >= 'epoch';
end;
$$;
revoke all on function private.handshake_boundaries(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_boundaries(uuid, timestamptz) is 'The moments around p_at at which time alone may change a user''s handshake: the last one at or before it (1970 when there is none) and the next one (infinity: none). They are starts and ends of subscriptions, grace, pauses and cohort grants, of the cohorts that the user may be in, ends of discounts, starts and retirements of manifests.';
