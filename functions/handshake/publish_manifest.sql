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
  return private.publish(p_name, p_content, p_options, now());
end;
$$;
revoke all on function public.publish_manifest(text, jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.publish_manifest(text, jsonb, jsonb) to dochub_admin, service_role;
comment on function public.publish_manifest(text, jsonb, jsonb) is 'Publishes a new version of a content file; handshakes after it deliver it to whom it is for. For dochub_admin and service_role.
p_name: file name in the app, such as shop.json. p_content: any JSON but null, up to 1 MB as text; numbers only integers within ±(2^53−1), fractions as strings. p_options (each optional): {audience: global (default) or cohort (default when a cohort is included); cohorts: [{slug, mode: include (default) | exclude}], at most 100; priority: −1000…1000, default 0; effective_at, retired_at: RFC 3339 with an offset, default now and never; platform: ios, android or web, default all; min_app_version, max_app_version: both inclusive, compared number by number}.
Of the versions in force each user gets one a name: an institution''s before an experiment''s before everybody''s, then the greater priority, then the newer version; excluded cohorts never get it. Earlier versions stay in force for whom the new one is not for, until they are retired.
Answer: {ok, manifest_id, name, version (counted from 1 within the name), sha256 (of the canonical text, see master_manifests)}. Refusals: unsupported_number (422; details.number), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/publish_manifest {"p_name": "shop.json", "p_content": {"items": []}, "p_options": {"platform": "ios", "min_app_version": "2.0"}}.';
