create or replace function private.handshake_row(
  p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_schema integer, p_request jsonb, p_at timestamptz,
  out content_generation bigint, out cohort_generation bigint, out user_generation bigint, out schema_generation bigint,
  out cookie_end text, out manifests_sha256 bytea, out custom_courses_sha256 bytea, out manifests jsonb, out body jsonb, out clock_at timestamptz)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_known boolean;
  v_is_alive boolean;
  v_keeps boolean;
  v_built record;
  v_next_request bytea;
  v_is_new boolean;
begin
  for v_try in 1 .. 3 loop
    -- All of one snapshot: a row that is labelled with the generations of now. Where there is none, what is built follows later: a change that
    -- commits from here on makes the answer newer than its label, never older.
    select p.user_id is not null, p.erased_at is null, u.clock_at,
           g.content_generation, g.cohort_generation, coalesce(s.generation, 1), g.schema_generation,
           c.cookie_end, c.manifests_sha256, c.custom_courses_sha256, c.manifests, c.body
      into strict v_is_known, v_is_alive, clock_at,
           content_generation, cohort_generation, user_generation, schema_generation,
           cookie_end, manifests_sha256, custom_courses_sha256, manifests, body
      from (select max(n.generation) filter (where n.scope = 'content') as content_generation,
                   max(n.generation) filter (where n.scope = 'cohort') as cohort_generation,
                   max(n.generation) filter (where n.scope = 'schema') as schema_generation
              from private.sync_generations as n) as g
      left join public.user_profile as p on p.user_id = p_user_id
      left join public.ai_usage as u on u.user_id = p_user_id
      -- The row begins at 1, and comes with the user's first write.
      left join private.user_sync as s on s.user_id = p_user_id
      left join public.cached_handshake_responses as c
        on c.user_id = p_user_id and c.platform = p_platform and c.app_version = p_app_version and c.locale = p_locale
       and c.content_generation = g.content_generation and c.cohort_generation = g.cohort_generation
       and c.user_generation = coalesce(s.generation, 1) and c.schema_generation = g.schema_generation
       and c.boundary_at <= p_at and p_at < c.valid_until;
    if not v_is_alive then
      cookie_end := null;
      return;
    elsif cookie_end is not null then
      return;
    end if;
    -- What is built now is shown for long: the experiment that it shows is the user's from now on. That raises the user's generation.
    exit when v_try = 3 or (v_try = 2 and not private.stick_experiment(p_user_id, p_at));
    continue when v_try = 2;
    -- A replica and a GET cannot store, and answer also who cannot be written down.
    v_keeps := not current_setting('transaction_read_only')::boolean;
    if v_keeps and not v_is_known and not private.ensure_user(p_user_id, p_at) then
      return;
    end if;
    -- In a snapshot of the whole transaction an upsert could fail with a serialization error.
    v_keeps := v_keeps and current_setting('transaction_isolation') = 'read committed' and private.handshake_lock(p_user_id);
    exit when not v_keeps;
  end loop;

  v_built := private.handshake_build(p_user_id, p_platform, p_app_version, p_locale, p_at);
  cookie_end := v_built.cookie_end;
  manifests_sha256 := v_built.manifests_sha256;
  custom_courses_sha256 := v_built.custom_courses_sha256;
  manifests := v_built.manifests;
  body := v_built.body;
  if not v_keeps then
    return;
  end if;
  -- An erasure under way holds this row: whoever stored now would leave a row behind it.
  perform 1 from public.user_profile as p where p.user_id = p_user_id and p.erased_at is null for share skip locked;
  if not found then
    return;
  end if;
  if jsonb_typeof(p_request) = 'object' then
    v_next_request := sha256(convert_to((p_request || v_built.held || jsonb_build_object('cookie', concat(
      'h1.', content_generation, '.', cohort_generation, '.', user_generation, '.', schema_generation, '.', p_schema, '.', cookie_end)))::text, 'UTF8'));
  end if;
  insert into public.cached_handshake_responses as c (
    user_id, platform, app_version, locale, content_generation, cohort_generation, user_generation, schema_generation,
    boundary_at, valid_until, builds, built_at, cookie_end, manifests_sha256, custom_courses_sha256, manifests, body, next_request_sha256)
  values (
    p_user_id, p_platform, p_app_version, p_locale, content_generation, cohort_generation, user_generation, schema_generation,
    v_built.boundary_at, v_built.valid_until, 1, p_at, cookie_end, manifests_sha256, custom_courses_sha256, manifests, body, v_next_request)
  on conflict (user_id, platform, app_version, locale) do update set
    content_generation = excluded.content_generation, cohort_generation = excluded.cohort_generation,
    user_generation = excluded.user_generation, schema_generation = excluded.schema_generation,
    boundary_at = excluded.boundary_at, valid_until = excluded.valid_until,
    builds = c.builds + 1, built_at = excluded.built_at, cookie_end = excluded.cookie_end,
    manifests_sha256 = excluded.manifests_sha256, custom_courses_sha256 = excluded.custom_courses_sha256,
    manifests = excluded.manifests, body = excluded.body, next_request_sha256 = excluded.next_request_sha256
  -- Who began before a boundary and got the lock after it does not take the newer row away.
  where c.boundary_at <= excluded.boundary_at
     or (c.content_generation, c.cohort_generation, c.user_generation, c.schema_generation)
        is distinct from (excluded.content_generation, excluded.cohort_generation, excluded.user_generation, excluded.schema_generation)
  returning c.builds = 1 into v_is_new;
  if v_is_new then
    delete from public.cached_handshake_responses as c
     using (select r.platform, r.app_version, r.locale
              from public.cached_handshake_responses as r
             where r.user_id = p_user_id
             order by (r.platform, r.app_version, r.locale) = (p_platform, p_app_version, p_locale) desc, r.built_at desc
            offset (select s.handshake_rows_per_user from private.settings as s)) as o
     where c.user_id = p_user_id and c.platform = o.platform and c.app_version = o.app_version and c.locale = o.locale;
  end if;
end;
$$;
revoke all on function private.handshake_row(uuid, text, text, text, integer, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_row(uuid, text, text, text, integer, jsonb, timestamptz) is 'The row of a user''s handshake at a time, for who has looked and found none.
The kept row when its generations are the current ones and no time boundary lies between, else a new one, stored where the transaction can write; the user''s
oldest beyond settings.handshake_rows_per_user go. No cookie_end: the account was erased.
Must stay VOLATILE: only then does each of its statements see what was committed before it.
Of many at once one builds: the others wait for its lock, shortly, and look again.';

create or replace function private.handshake_lock(p_user_id uuid)
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set lock_timeout = '250ms'
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('handshake:' || p_user_id, 0));
  return true;
exception
  when lock_not_available then
    return false;
end;
$$;
revoke all on function private.handshake_lock(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_lock(uuid) is 'Takes, until the end of the transaction, the right to write the user''s cached handshakes.
Of many at once one builds and the others find its row. False after 250 ms: somebody holds it for long, and the caller does without the cache.
It stands before every other lock, and nobody who holds it waits for another user''s.';

create or replace function private.handshake_build(
  p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamptz,
  out boundary_at timestamptz, out valid_until timestamptz, out cookie_end text,
  out manifests_sha256 bytea, out custom_courses_sha256 bytea, out manifests jsonb, out body jsonb, out held jsonb)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_entitlement record := private.entitlement(p_user_id, p_at);
  v_manifest_hashes jsonb;
  v_course_hashes jsonb;
begin
  select b.boundary_at, b.valid_until into strict boundary_at, valid_until
    from private.handshake_boundaries(p_user_id, v_entitlement.member_since, p_at) as b;
  select coalesce(jsonb_object_agg(m.name, jsonb_build_object('manifest_id', m.manifest_id, 'version', m.version, 'sha256', m.sha256)), '{}'),
         coalesce(jsonb_object_agg(m.name, m.sha256), '{}')
    into strict manifests, v_manifest_hashes
    from private.resolve_manifests(v_entitlement.cohort ->> 'slug', v_entitlement.cohort_kind, p_platform, p_app_version, p_at) as m;
  select coalesce(jsonb_object_agg(c ->> 'custom_course_id', c -> 'sha256'), '{}') into strict v_course_hashes
    from jsonb_array_elements(v_entitlement.custom_courses) as c;
  body := jsonb_build_object(
    'entitlements', v_entitlement.entitlements,
    'courses', v_entitlement.courses,
    'custom_courses', v_entitlement.custom_courses,
    'cohort', v_entitlement.cohort);
  held := jsonb_build_object('manifests', v_manifest_hashes, 'custom_courses', v_course_hashes);
  manifests_sha256 := sha256(convert_to(v_manifest_hashes::text, 'UTF8'));
  custom_courses_sha256 := sha256(convert_to(v_course_hashes::text, 'UTF8'));
  cookie_end := concat_ws('.',
    left(private.canonical_sha256(to_jsonb(p_user_id)), 16),
    left(private.canonical_sha256(jsonb_build_array(p_platform, p_app_version, p_locale)), 8),
    (extract(epoch from boundary_at) * 1000000)::bigint);
end;
$$;
revoke all on function private.handshake_build(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_build(uuid, text, text, text, timestamptz) is 'What cached_handshake_responses holds for a user, platform, app version and locale at a time.
All from one snapshot; nothing is stored. Its generations are those that the caller read before.';

create or replace function private.handshake_boundaries(
  p_user_id uuid, p_member_since timestamptz, p_at timestamptz,
  out boundary_at timestamptz, out valid_until timestamptz)
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
      select p_member_since as moment
      union all
      -- Of entitlement_periods the starts and ends, among others.
      select unnest(array[t.purchased_at, t.expires_at, t.grace_expires_at, t.revoked_at, t.replaced_at])
        from private.store_transactions as t where t.user_id = p_user_id
      union all
      select s.paused_at from private.store_subscriptions as s where s.user_id = p_user_id
      union all
      select unnest(array[s.started_at, s.expires_at, s.grace_expires_at, s.paused_at, s.revoked_at])
        from public.subscriptions as s where s.user_id = p_user_id
      union all
      select unnest(array[c.starts_at, c.ends_at])
        from public.cohorts as c
       where c.slug = (select u.slug from public.user_cohorts as u where u.user_id = p_user_id)
          or c.slug in (select s.slug from private.sticky_cohorts as s where s.user_id = p_user_id)
          or (c.kind = 'experiment'
              and private.cohort_bucket(c.salt, p_user_id) >= c.bucket_from and private.cohort_bucket(c.salt, p_user_id) < c.bucket_to)
      union all
      -- One that was released after its end keeps it: what has passed does not come back.
      select d.grant_expires_at from public.user_discounts as d
       where d.user_id = p_user_id and (d.released_at is null or d.released_at >= d.grant_expires_at)
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
revoke all on function private.handshake_boundaries(uuid, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_boundaries(uuid, timestamptz, timestamptz) is 'The moments around p_at at which time alone may change a user''s handshake.
The last one at or before it (1970 when there is none) and the next one (infinity: none). They are starts and ends of subscriptions, grace, pauses and cohort
grants, of the cohorts that the user may be in (p_member_since: of the one that he is in), ends of discounts, starts and retirements of manifests.';
