-- Deploy functions/handshake/publish_manifest: stamped from functions/handshake/publish_manifest.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.publish_manifest(p_name text, p_content jsonb, p_options jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_name is null or p_name !~ '^[A-Za-z0-9][A-Za-z0-9_.-]{0,99}$' then
    raise sqlstate 'PT400' using message = 'p_name must be a file name of at most 100 letters, digits, dots, dashes and underscores';
  elsif p_content is null or p_content = 'null' then
    raise sqlstate 'PT400' using message = 'p_content is missing', hint = 'To take a file away, call retire_manifest.';
  elsif length(p_content::text) > 1048576 then
    raise sqlstate 'PT400' using message = 'p_content is longer than 1,048,576 characters';
  end if;
  return private.publish_manifest(p_name, p_content, p_options, now());
end;
$$;
revoke all on function public.publish_manifest(text, jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.publish_manifest(text, jsonb, jsonb) to dochub_admin, service_role;
comment on function public.publish_manifest(text, jsonb, jsonb) is 'Publishes a new version of a content file; handshakes after it deliver it to whom it is for. For dochub_admin and service_role.
p_name: file name in the app, such as shop.json. p_content: any JSON but null, up to 1 MB as text; numbers only integers within ±(2^53−1), fractions as strings.
p_options (each optional): {audience: global (default) or cohort (default when a cohort is included); cohorts: [{slug, mode: include (default) | exclude}], at
most 100; priority: −1000…1000, default 0; effective_at, retired_at: RFC 3339 with an offset, default now and never; platform: ios, android or web, default
all; min_app_version, max_app_version: both inclusive, compared number by number}.
Of the versions in force each user gets one a name: an institution''s before an experiment''s before everybody''s, then the greater priority, then the newer
version; excluded cohorts never get it. Earlier versions stay in force for whom the new one is not for, until they are retired.
Answer: {ok, manifest_id, name, version (counted from 1 within the name), sha256 (of the canonical text, see master_manifests)}.
Refusals: unsupported_number (422; details.number), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/publish_manifest {"p_name": "shop.json", "p_content": {"items": []}, "p_options": {"platform": "ios", "min_app_version": "2.0"}}.';

create or replace function private.publish_manifest(p_name text, p_content jsonb, p_options jsonb, p_at timestamptz)
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
  v_cohorts jsonb := v_options -> 'cohorts';
  v_slug text;
  v_version integer;
  v_manifest record;
begin
  if v_retired_at <= v_effective_at then
    raise sqlstate 'PT400' using message = 'retired_at must be after effective_at';
  elsif v_number is not null then
    return private.refuse('unsupported_number', jsonb_build_object('number', v_number));
  end if;
  if v_cohorts <> '{}' then
    -- Cohorts stand before generations in the lock order, and the links' foreign keys lock them too.
    perform 1 from public.cohorts as c where v_cohorts ? c.slug order by c.slug for key share;
    select o.slug into v_slug
      from jsonb_object_keys(v_cohorts) as o (slug)
     where not exists (select 1 from public.cohorts as c where c.slug = o.slug)
     order by o.slug
     limit 1;
    if found then
      return private.refuse('unknown_cohort', jsonb_build_object('slug', v_slug));
    end if;
  end if;

  -- One publication at a time from here: the next one sees this version.
  update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'content';
  select v.version into v_version from public.master_manifests as v where v.name = p_name order by v.version desc limit 1;
  insert into public.master_manifests as m (
    name, version, content, sha256, audience, priority, platform, min_app_version, max_app_version, effective_at, retired_at, published_at)
  values (
    p_name, coalesce(v_version, 0) + 1, p_content, private.canonical_sha256(p_content),
    v_options ->> 'audience', (v_options ->> 'priority')::integer, v_options ->> 'platform',
    v_options ->> 'min_app_version', v_options ->> 'max_app_version', v_effective_at, v_retired_at, p_at)
  returning m.manifest_id, m.name, m.version, m.sha256 into strict v_manifest;
  if v_cohorts <> '{}' then
    insert into public.manifest_cohorts (manifest_id, slug, mode)
    select v_manifest.manifest_id, o.key, o.value
      from jsonb_each_text(v_cohorts) as o
    on conflict do nothing;
  end if;
  return jsonb_build_object(
    'ok', true,
    'manifest_id', v_manifest.manifest_id,
    'name', v_manifest.name,
    'version', v_manifest.version,
    'sha256', v_manifest.sha256);
end;
$$;
revoke all on function private.publish_manifest(text, jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.publish_manifest(text, jsonb, jsonb, timestamptz) is 'publish_manifest at a given time, its name and content checked.';

create or replace function private.manifest_options(p_options jsonb)
returns jsonb
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_options jsonb;
  v_cohorts jsonb;
  v_cohort jsonb;
  v_includes boolean := false;
  v_audience text;
  v_platform text;
  v_key text;
  v_listed jsonb := '{}'::jsonb;
begin
  if coalesce(p_options, 'null') in ('null', '{}') then
    return '{"audience": "global", "cohorts": {}, "priority": 0}'::jsonb;
  end if;
  v_options := private.json_object_argument('p_options', p_options, 65536,
    array['audience', 'cohorts', 'priority', 'effective_at', 'retired_at', 'platform', 'min_app_version', 'max_app_version']);
  v_cohorts := coalesce(v_options -> 'cohorts', '[]');
  v_audience := private.json_text(v_options, 'audience', 20);
  v_platform := private.json_text(v_options, 'platform', 20);
  if jsonb_typeof(v_cohorts) <> 'array' or jsonb_array_length(v_cohorts) > 100 then
    raise sqlstate 'PT400' using message = 'cohorts must be an array of at most 100 {slug, mode}';
  end if;
  for v_cohort in select e from jsonb_array_elements(v_cohorts) as e loop
    v_cohort := private.json_object_argument('an entry of cohorts', v_cohort, 1024, array['slug', 'mode']);
    v_cohort := jsonb_build_object(
      'slug', private.json_text(v_cohort, 'slug', 64),
      'mode', coalesce(private.json_text(v_cohort, 'mode', 20), 'include'));
    if v_cohort ->> 'slug' is null then
      raise sqlstate 'PT400' using message = 'an entry of cohorts has no slug';
    elsif v_cohort ->> 'mode' not in ('include', 'exclude') then
      raise sqlstate 'PT400' using message = 'mode must be include or exclude';
    elsif v_listed ? (v_cohort ->> 'slug') then
      raise sqlstate 'PT400' using message = format('cohorts names %s twice', v_cohort ->> 'slug');
    end if;
    v_listed := v_listed || jsonb_build_object(v_cohort ->> 'slug', v_cohort ->> 'mode');
    v_includes := v_includes or v_cohort ->> 'mode' = 'include';
  end loop;
  v_audience := coalesce(v_audience, case when v_includes then 'cohort' else 'global' end);
  if v_audience not in ('global', 'cohort') then
    raise sqlstate 'PT400' using message = 'audience must be global or cohort';
  elsif v_audience = 'cohort' and not v_includes then
    raise sqlstate 'PT400' using
      message = 'audience cohort needs a cohort to include',
      hint = 'cohorts: [{"slug": "…", "mode": "include"}].';
  elsif v_audience = 'global' and v_includes then
    raise sqlstate 'PT400' using
      message = 'audience global includes everybody',
      hint = 'For some cohorts alone: audience cohort. For all but some: audience global with mode exclude.';
  elsif v_platform not in ('ios', 'android', 'web') then
    raise sqlstate 'PT400' using message = 'platform must be ios, android or web', hint = 'Leave it out for all.';
  end if;
  foreach v_key in array array['min_app_version', 'max_app_version'] loop
    if private.json_text(v_options, v_key, 32) !~ '^[0-9]{1,6}(\.[0-9]{1,6}){0,3}$' then
      raise sqlstate 'PT400' using message = format('%s must be one to four numbers with dots between, such as 1.4.2', v_key);
    end if;
  end loop;
  if private.app_version_parts(v_options ->> 'min_app_version') > private.app_version_parts(v_options ->> 'max_app_version') then
    raise sqlstate 'PT400' using message = 'min_app_version is above max_app_version';
  end if;
  return jsonb_build_object(
    'audience', v_audience,
    'cohorts', v_listed,
    'priority', coalesce(private.json_integer(v_options, 'priority', -1000, 1000), 0),
    'effective_at', private.json_timestamp(v_options, 'effective_at'),
    'retired_at', private.json_timestamp(v_options, 'retired_at'),
    'platform', v_platform,
    'min_app_version', v_options ->> 'min_app_version',
    'max_app_version', v_options ->> 'max_app_version');
end;
$$;
revoke all on function private.manifest_options(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.manifest_options(jsonb) is 'Options of publish_manifest, checked (PT400) and with their defaults; cohorts becomes {slug: mode}.';

create or replace function public.retire_manifest(p_manifest_id uuid)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_manifest_id is null then
    raise sqlstate 'PT400' using message = 'p_manifest_id is missing';
  end if;
  return private.retire_manifest(p_manifest_id, now());
end;
$$;
revoke all on function public.retire_manifest(uuid) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.retire_manifest(uuid) to dochub_admin, service_role;
comment on function public.retire_manifest(uuid) is 'Takes a published version out of service, from now on; one that was to start later never does. For dochub_admin and service_role.
Handshakes then give the next best version of its name, or, where there is none, name the file in removed. Repeating it changes nothing and answers the same.
Answer: {ok, manifest_id, name, version, sha256, retired_at}. Refusal: manifest_not_found (404); PT400 when p_manifest_id is missing.
Example: POST /rpc/retire_manifest {"p_manifest_id": "0b0f3bd4-6a55-4a4b-9f3c-0c3a3a6f1f0e"}.';

create or replace function private.retire_manifest(p_manifest_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_manifest record;
  v_clock timestamptz;
begin
  select m.manifest_id, m.name, m.version, m.sha256, m.effective_at, m.retired_at into v_manifest
    from public.master_manifests as m
   where m.manifest_id = p_manifest_id
     for no key update;
  if not found then
    return private.refuse('manifest_not_found');
  end if;
  -- Another retirement may have come first although it began later: what lies in the past by now is not moved.
  v_clock := case when p_at = now() then clock_timestamp() else p_at end;
  if v_manifest.retired_at > greatest(v_manifest.effective_at, v_clock) then
    update public.master_manifests as m
       set retired_at = greatest(m.effective_at, p_at)
     where m.manifest_id = p_manifest_id
    returning m.retired_at into strict v_manifest.retired_at;
    update private.sync_generations as g set generation = g.generation + 1 where g.scope = 'content';
  end if;
  return jsonb_build_object(
    'ok', true,
    'manifest_id', v_manifest.manifest_id,
    'name', v_manifest.name,
    'version', v_manifest.version,
    'sha256', v_manifest.sha256,
    'retired_at', v_manifest.retired_at);
end;
$$;
revoke all on function private.retire_manifest(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.retire_manifest(uuid, timestamptz) is 'retire_manifest at a given time.';
commit;
