create or replace function private.handshake_cookie(p_row public.cached_handshake_responses, p_schema integer)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return concat_ws('.',
    'h1',
    p_row.content_generation,
    p_row.cohort_generation,
    p_row.user_generation,
    p_row.schema_generation,
    p_schema,
    left(private.canonical_sha256(to_jsonb(p_row.user_id)), 16),
    left(private.canonical_sha256(jsonb_build_array(p_row.platform, p_row.app_version, p_row.locale)), 8),
    (extract(epoch from p_row.boundary_at) * 1000000)::bigint);
end;
$$;
revoke all on function private.handshake_cookie(public.cached_handshake_responses, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_cookie(public.cached_handshake_responses, integer) is 'Cookie of an answer: h1.<content>.<cohort>.<user>.<schema generation>.<the client''s schema>.<16 hex digits of a SHA-256 of the user>.<8 of (platform, app version, locale)>.<last time boundary passed, µs since 1970>. It is compared, never trusted: whoever forges one gets their own answer.';
