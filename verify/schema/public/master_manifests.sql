-- Verify schema/public/master_manifests
begin;
select manifest_id, name, version, content, sha256, audience, priority, platform, min_app_version, max_app_version, effective_at, retired_at, published_at from public.master_manifests where false;
select 1 / (obj_description('public.master_manifests'::regclass) is not null)::int;
rollback;
