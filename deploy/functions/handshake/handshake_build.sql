-- Deploy functions/handshake/handshake_build: stamped from functions/handshake/handshake_build.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.handshake_build(p_user_id uuid, p_platform text, p_app_version text, p_locale text, p_at timestamptz)
returns public.cached_handshake_responses
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_row public.cached_handshake_responses;
begin
  v_row.user_id := p_user_id;
  v_row.platform := p_platform;
  v_row.app_version := p_app_version;
  v_row.locale := p_locale;
  v_row.builds := 1;
  v_row.built_at := p_at;
  -- Generations first, in a statement and so in a snapshot of their own.
  select g.content_generation, g.cohort_generation, g.user_generation, g.schema_generation
    into strict v_row.content_generation, v_row.cohort_generation, v_row.user_generation, v_row.schema_generation
    from private.handshake_generations(p_user_id) as g;
  select b.boundary_at, b.valid_until into strict v_row.boundary_at, v_row.valid_until
    from private.handshake_boundaries(p_user_id, p_at) as b;
  select coalesce(jsonb_object_agg(m.name, jsonb_build_object('manifest_id', m.manifest_id, 'version', m.version, 'sha256', m.sha256)), '{}')
    into strict v_row.manifests
    from private.resolve_manifests(p_user_id, p_platform, p_app_version, p_at) as m;
  v_row.body := jsonb_build_object(
    'entitlements', private.entitlements(p_user_id, p_at),
    'courses', (
      select coalesce(jsonb_agg(o.course_code order by o.course_code), '[]') from private.owned_courses(p_user_id, p_at) as o),
    'custom_courses', (
      select coalesce(jsonb_agg(jsonb_build_object(
               'custom_course_id', c.custom_course_id, 'title', c.title, 'status', c.status, 'sha256', c.sha256,
               'archived_at', c.archived_at, 'updated_at', c.updated_at) order by c.created_at, c.custom_course_id), '[]')
        from public.custom_courses as c
       where c.user_id = p_user_id and c.revoked_at is null),
    'cohort', (
      select jsonb_build_object('slug', c.slug, 'splash', c.splash, 'variant', u.variant)
        from private.user_cohort(p_user_id, p_at) as u
        join public.cohorts as c on c.slug = u.slug));
  return v_row;
end;
$$;
revoke all on function private.handshake_build(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_build(uuid, text, text, text, timestamptz) is 'Computes what cached_handshake_responses would hold for a user, platform, app version, locale and time, and stores nothing. Must stay VOLATILE: only then does each of its statements see what was committed before it, and generations are older than what they label.';
commit;
