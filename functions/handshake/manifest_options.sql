create or replace function private.manifest_options(p_options jsonb)
returns jsonb
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_options jsonb := private.json_object_argument('p_options', coalesce(nullif(p_options, 'null'), '{}'), 65536,
    array['audience', 'cohorts', 'priority', 'effective_at', 'retired_at', 'platform', 'min_app_version', 'max_app_version']);
  v_cohorts jsonb := coalesce(v_options -> 'cohorts', '[]');
  v_cohort jsonb;
  v_includes boolean := false;
  v_audience text := private.json_text(v_options, 'audience', 20);
  v_platform text := private.json_text(v_options, 'platform', 20);
  v_key text;
  v_listed jsonb := '{}'::jsonb;
begin
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
