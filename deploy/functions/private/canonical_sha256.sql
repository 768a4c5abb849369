-- Deploy functions/private/canonical_sha256: stamped from functions/private/canonical_sha256.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.canonical_sha256(p_json jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return encode(sha256(convert_to(p_json::text, 'UTF8')), 'hex');
end;
$$;
revoke all on function private.canonical_sha256(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.canonical_sha256(jsonb) is 'SHA-256, lower-case hex, of the UTF-8 bytes of the canonical text of a JSON document: one space after each colon and comma and no other white space, keys sorted by UTF-8 length and then bytes (jsonb''s own order), the last of repeated keys, strings with JSON''s shortest escapes and everything else as UTF-8, numbers as they stand. Reproducible elsewhere when unsupported_number() finds nothing.';
commit;
