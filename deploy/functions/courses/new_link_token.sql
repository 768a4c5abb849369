-- Deploy functions/courses/new_link_token: stamped from functions/courses/new_link_token.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.new_link_token()
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The built-in source of random bytes gives uuids, 122 random bits each (six are fixed). Three hold 366, more than the 256
  -- that the hash leaves, so all 32 bytes of it are random. pgcrypto's gen_random_bytes is not on every server.
  return rtrim(translate(encode(
    sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())), 'base64'), '+/', '-_'), '=');
end;
$$;
revoke all on function private.new_link_token() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.new_link_token() is 'A new link token: 32 random bytes as base64url, 43 characters of A–Z, a–z, 0–9, - and _.';
commit;
