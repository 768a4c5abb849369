create or replace function public.explain_cohort(p_user_id uuid default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid := private.target_user(p_user_id);
begin
  if not exists (select 1 from public.user_profile as p where p.user_id = v_user_id and p.erased_at is null) then
    return private.refuse('user_not_found');
  end if;
  return jsonb_build_object('ok', true, 'user_id', v_user_id) || private.explain_cohort(v_user_id, now());
end;
$$;
revoke all on function public.explain_cohort(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.explain_cohort(uuid) to service_role, dochub_admin;
comment on function public.explain_cohort(uuid) is 'Why a user is in a cohort, or in none, for support staff. Reads only.
p_user_id: the caller by default.
Answer: {ok, user_id, cohort: {slug, name, kind, splash, variant} or null, source, variant, candidates: [{slug, kind, source, variant, is_locked, assigned_at, bucket, variant_bucket, bucket_from, bucket_to, starts_at, ends_at, reason}]}. source: manual, join_code, domain, sticky (an experiment that the user was found in before), bucket, null for none; this is also the order of precedence, join_code and domain alike. candidates: the cohort that counts first, then whatever else the user is or was assigned to, every experiment that is not over, and the institution of the domain of the verified address. bucket, variant_bucket: 0–9,999, of experiments; the user is in its buckets when bucket_from ≤ bucket < bucket_to. reason: counts, outranked (it would count if nothing came before it), not_started, ended, outside_buckets, left (the user left it: the address does not bring him back), full (no free seat at the last look), not_signed_in_since (the next ensure_profile lets him in).
Refusal: user_not_found (404). Example: GET /rpc/explain_cohort?p_user_id=….';

create or replace function private.explain_cohort(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_domain text;
  v_left text;
  v_counts record;
  v_answer jsonb := private.cohort_answer(p_user_id, p_at);
begin
  select substring(e.email from '[^@]*$') into v_domain from private.email_claims as e where e.user_id = p_user_id order by e.claimed_at desc limit 1;
  select d.left_cohort into v_left from private.user_details as d where d.user_id = p_user_id;
  v_counts := private.user_cohort(p_user_id, p_at);
  return v_answer || jsonb_build_object(
    'variant', v_counts.variant,
    'candidates', (
      select coalesce(jsonb_agg(jsonb_build_object(
               'slug', c.slug,
               'kind', c.kind,
               'source', c.source,
               'variant', c.variant,
               'is_locked', c.is_locked,
               'assigned_at', c.assigned_at,
               'bucket', c.bucket,
               'variant_bucket', c.variant_bucket,
               'bucket_from', c.bucket_from,
               'bucket_to', c.bucket_to,
               'starts_at', nullif(c.starts_at, '-infinity'),
               'ends_at', nullif(c.ends_at, 'infinity'),
               'reason', case
                 when c.slug = v_counts.slug then 'counts'
                 when p_at < c.starts_at then 'not_started'
                 when p_at >= c.ends_at then 'ended'
                 when c.source = 'bucket' and not c.is_in_buckets then 'outside_buckets'
                 when c.source = 'domain' and c.assigned_at is null and c.slug = v_left then 'left'
                 when c.source = 'domain' and c.assigned_at is null and coalesce(v_counts.source not in ('manual', 'join_code', 'domain'), true)
                   then case when c.seats_taken >= c.seats then 'full' else 'not_signed_in_since' end
                 else 'outranked'
               end) order by (c.slug = v_counts.slug) is true desc, c.assigned_at desc nulls last, c.starts_at, c.slug), '[]')
        from (
          select o.slug, o.kind, o.bucket_from, o.bucket_to, o.starts_at, o.ends_at, o.seats, o.seats_taken,
                 coalesce(u.source, case when s.slug is not null then 'sticky' when o.kind = 'experiment' then 'bucket' else 'domain' end) as source,
                 coalesce(u.variant, s.variant, private.cohort_variant(o.variants, o.variant_salt, p_user_id)) as variant,
                 coalesce(u.is_locked, false) as is_locked,
                 coalesce(u.assigned_at, s.assigned_at) as assigned_at,
                 private.cohort_bucket(o.salt, p_user_id) as bucket,
                 private.cohort_bucket(o.variant_salt, p_user_id) as variant_bucket,
                 private.cohort_bucket(o.salt, p_user_id) >= o.bucket_from and private.cohort_bucket(o.salt, p_user_id) < o.bucket_to as is_in_buckets
            from public.cohorts as o
            left join public.user_cohorts as u on u.user_id = p_user_id and u.slug = o.slug
            left join private.sticky_cohorts as s on s.user_id = p_user_id and s.slug = o.slug
           where u.slug is not null or s.slug is not null or o.domain = v_domain
              or (o.kind = 'experiment' and o.ends_at > p_at)) as c));
end;
$$;
revoke all on function private.explain_cohort(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.explain_cohort(uuid, timestamptz) is 'explain_cohort at a given time.';
