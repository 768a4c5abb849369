-- Verify schema/public/cached_handshake_responses
begin;
select user_id, platform, app_version, locale, content_generation, cohort_generation, user_generation, schema_generation, manifests, body, boundary_at, valid_until, builds, built_at from public.cached_handshake_responses where false;
select 1 / (obj_description('public.cached_handshake_responses'::regclass) is not null)::int;
rollback;
