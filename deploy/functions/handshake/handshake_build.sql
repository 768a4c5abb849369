-- Deploy functions/handshake/handshake_build: stamped from functions/handshake/handshake_build.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
    'entitlements', private.entitlements(v_row.user_id, p_at),
    'courses', (
      select coalesce(jsonb_agg(o.course_code order by o.course_code), '[]') from private.owned_courses(v_row.user_id, p_at) as o),
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
commit;
