-- Deploy functions/handshake/publish: stamped from functions/handshake/publish.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.publish(p_name text, p_content jsonb, p_options jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_options jsonb := private.manifest_options(p_options);
  v_number text := private.unsupported_number(p_content);
  v_effective_at timestamptz := coalesce((v_options ->> 'effective_at')::timestamptz, p_at);
  v_retired_at timestamptz := coalesce((v_options ->> 'retired_at')::timestamptz, 'infinity');
  v_slug text;
  v_manifest record;
begin
  if v_retired_at <= v_effective_at then
    raise sqlstate 'PT400' using message = 'retired_at must be after effective_at';
  elsif v_number is not null then
    return private.refuse('unsupported_number', jsonb_build_object('number', v_number));
  end if;
  -- Cohorts stand before generations in the lock order, and the links' foreign keys lock them too.
  perform from public.cohorts as c where v_options -> 'cohorts' ? c.slug order by c.slug for key share;
  select o.slug into v_slug
    from jsonb_object_keys(v_options -> 'cohorts') as o (slug)
   where not exists (select from public.cohorts as c where c.slug = o.slug)
   order by o.slug
   limit 1;
  if found then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', v_slug));
  end if;

  -- One publication at a time from here: the next one sees this version.
  update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'content';
  insert into public.master_manifests as m (
    name, version, content, sha256, audience, priority, platform, min_app_version, max_app_version, effective_at, retired_at, published_at)
  values (
    p_name,
    (select coalesce(max(v.version), 0) + 1 from public.master_manifests as v where v.name = p_name),
    p_content, private.canonical_sha256(p_content),
    v_options ->> 'audience', (v_options ->> 'priority')::integer, v_options ->> 'platform',
    v_options ->> 'min_app_version', v_options ->> 'max_app_version', v_effective_at, v_retired_at, p_at)
  returning m.manifest_id, m.name, m.version, m.sha256 into strict v_manifest;
  insert into public.manifest_cohorts (manifest_id, slug, mode)
  select v_manifest.manifest_id, o.key, o.value
    from jsonb_each_text(v_options -> 'cohorts') as o
  on conflict do nothing;
  return jsonb_build_object(
    'ok', true,
    'manifest_id', v_manifest.manifest_id,
    'name', v_manifest.name,
    'version', v_manifest.version,
    'sha256', v_manifest.sha256);
end;
$$;
revoke all on function private.publish(text, jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.publish(text, jsonb, jsonb, timestamptz) is 'publish_manifest at a given time, its name and content checked.';
commit;
