-- Deploy functions/purchases/is_account_token: stamped from functions/purchases/is_account_token.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.is_account_token(p_account_token text, p_user_id uuid)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return lower(p_account_token) in (p_user_id::text, encode(sha256(convert_to(p_user_id::text, 'UTF8')), 'hex'));
end;
$$;
revoke all on function private.is_account_token(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_account_token(text, uuid) is 'Whether the account token that an app attached to a purchase is this user''s: the user''s uuid (Apple''s appAccountToken) or its SHA-256 in hex (Google''s obfuscatedExternalAccountId). NULL token: NULL.';
commit;
