-- Deploy functions/handshake/cache: stamped from functions/handshake/cache.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.handshake_row(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamptz)
returns public.cached_handshake_responses
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_new public.cached_handshake_responses;
  v_row public.cached_handshake_responses;
begin
  v_new.user_id := p_user_id;
  v_new.platform := p_platform;
  v_new.app_version := p_app_version;
  v_new.locale := p_locale;
  for v_try in 1 .. 2 loop
    -- Generations first, in a statement and so in a snapshot of their own: a change that commits from here on makes
    -- the answer newer than its label, never older.
    select g.content_generation, g.cohort_generation, g.user_generation, g.schema_generation
      into strict v_new.content_generation, v_new.cohort_generation, v_new.user_generation, v_new.schema_generation
      from private.handshake_generations(p_user_id) as g;
    select * into v_row
      from public.cached_handshake_responses as c
     where c.user_id = p_user_id and c.platform = p_platform and c.app_version = p_app_version and c.locale = p_locale
       and c.content_generation = v_new.content_generation and c.cohort_generation = v_new.cohort_generation
       and c.user_generation = v_new.user_generation and c.schema_generation = v_new.schema_generation
       and c.boundary_at <= p_at and p_at < c.valid_until;
    if found then
      return v_row;
    end if;
    -- A replica and a GET cannot store; in a snapshot of the whole transaction an upsert could fail with a serialization error.
    if v_try = 1 and (current_setting('transaction_read_only')::boolean or current_setting('transaction_isolation') <> 'read committed'
                      or not private.handshake_lock(p_user_id)) then
      return private.handshake_build(v_new, p_at);
    end if;
  end loop;
  -- What is built now is shown for long: the experiment that it shows is the user's from now on. That raises the user's generation.
  if private.stick_experiment(p_user_id, p_at) then
    select g.content_generation, g.cohort_generation, g.user_generation, g.schema_generation
      into strict v_new.content_generation, v_new.cohort_generation, v_new.user_generation, v_new.schema_generation
      from private.handshake_generations(p_user_id) as g;
  end if;
  v_row := private.handshake_build(v_new, p_at);
  perform private.handshake_store(v_row);
  return v_row;
end;
$$;
revoke all on function private.handshake_row(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_row(uuid, text, text, text, timestamptz) is 'The resolved manifests and the body of a user''s handshake at a time: the cached row when its generations are the current ones and no time boundary lies between, else a new one, stored where the transaction can write. Must stay VOLATILE: only then does each of its statements see what was committed before it. Of many at once one builds: the others wait for its lock, shortly, and look again.';

create or replace function private.handshake_generations(
  p_user_id uuid,
  out content_generation bigint, out cohort_generation bigint, out user_generation bigint, out schema_generation bigint)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  select max(g.generation) filter (where g.scope = 'content'),
         max(g.generation) filter (where g.scope = 'cohort'),
         -- The row begins at 1, and comes with the user's first write.
         coalesce((select s.generation from private.user_sync as s where s.user_id = p_user_id), 1),
         max(g.generation) filter (where g.scope = 'schema')
    into strict content_generation, cohort_generation, user_generation, schema_generation
    from private.sync_generations as g;
end;
$$;
revoke all on function private.handshake_generations(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_generations(uuid) is 'The four generations that a handshake of the user depends on. They are read in a statement of their own, before what they stand for: an answer that raced with a change is then labelled older than it is, and the next handshake repeats it.';

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
comment on function private.handshake_lock(uuid) is 'Takes, until the end of the transaction, the right to write the user''s cached handshakes: of many at once one builds and the others find its row. False after 250 ms: somebody holds it for long, and the caller does without the cache. It stands before every other lock, and nobody who holds it waits for another user''s.';

create or replace function private.handshake_build(p_row public.cached_handshake_responses, p_at timestamptz)
returns public.cached_handshake_responses
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_row public.cached_handshake_responses := p_row;
begin
  select b.boundary_at, b.valid_until into strict v_row.boundary_at, v_row.valid_until
    from private.handshake_boundaries(v_row.user_id, p_at) as b;
  select coalesce(jsonb_object_agg(m.name, jsonb_build_object('manifest_id', m.manifest_id, 'version', m.version, 'sha256', m.sha256)), '{}')
    into strict v_row.manifests
    from private.resolve_manifests(v_row.user_id, v_row.platform, v_row.app_version, p_at) as m;
  v_row.body := jsonb_build_object(
    'entitlements', private.my_entitlements(v_row.user_id, p_at),
    'courses', (
      select coalesce(jsonb_agg(o.course_code order by o.course_code), '[]') from private.my_courses(v_row.user_id, p_at) as o),
    'custom_courses', (
      select coalesce(jsonb_agg(jsonb_build_object(
               'custom_course_id', c.custom_course_id, 'title', c.title, 'status', c.status, 'sha256', c.sha256,
               'archived_at', c.archived_at, 'updated_at', c.updated_at) order by c.created_at, c.custom_course_id), '[]')
        from public.custom_courses as c
       where c.user_id = v_row.user_id and c.revoked_at is null),
    'cohort', (
      select jsonb_build_object('slug', c.slug, 'splash', c.splash, 'variant', u.variant)
        from private.user_cohort(v_row.user_id, p_at) as u
        join public.cohorts as c on c.slug = u.slug));
  v_row.builds := 1;
  v_row.built_at := p_at;
  return v_row;
end;
$$;
revoke all on function private.handshake_build(public.cached_handshake_responses, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_build(public.cached_handshake_responses, timestamptz) is 'Fills in what cached_handshake_responses holds for the user, platform, app version and locale of p_row at a time, all from one snapshot, and stores nothing. The generations in p_row are those read before the call.';

create or replace function private.handshake_store(p_row public.cached_handshake_responses)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- An erasure under way holds this row: whoever stored now would leave a row behind it.
  perform from public.user_profile as p where p.user_id = p_row.user_id and p.erased_at is null for share skip locked;
  if not found then
    return;
  end if;
  insert into public.cached_handshake_responses as c values (p_row.*)
  on conflict (user_id, platform, app_version, locale) do update set
    content_generation = excluded.content_generation, cohort_generation = excluded.cohort_generation,
    user_generation = excluded.user_generation, schema_generation = excluded.schema_generation,
    manifests = excluded.manifests, body = excluded.body,
    boundary_at = excluded.boundary_at, valid_until = excluded.valid_until,
    builds = c.builds + 1, built_at = excluded.built_at
  -- Who began before a boundary and got the lock after it does not take the newer row away.
  where c.boundary_at <= excluded.boundary_at
     or (c.content_generation, c.cohort_generation, c.user_generation, c.schema_generation)
        is distinct from (excluded.content_generation, excluded.cohort_generation, excluded.user_generation, excluded.schema_generation);
  delete from public.cached_handshake_responses as c
   using (select r.platform, r.app_version, r.locale
            from public.cached_handshake_responses as r
           where r.user_id = p_row.user_id
           order by (r.platform, r.app_version, r.locale) = (p_row.platform, p_row.app_version, p_row.locale) desc, r.built_at desc
          offset (select s.handshake_rows_per_user from private.settings as s)) as o
   where c.user_id = p_row.user_id and c.platform = o.platform and c.app_version = o.app_version and c.locale = o.locale;
end;
$$;
revoke all on function private.handshake_store(public.cached_handshake_responses) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_store(public.cached_handshake_responses) is 'Stores a built handshake and drops the user''s oldest beyond settings.handshake_rows_per_user. Called under handshake_lock.';

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
commit;
