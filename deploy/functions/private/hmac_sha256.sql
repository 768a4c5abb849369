-- Deploy functions/private/hmac_sha256: stamped from functions/private/hmac_sha256.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.hmac_sha256(p_key bytea, p_message bytea)
returns bytea
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_inner bytea := decode(repeat('36', 64), 'hex');
  v_outer bytea := decode(repeat('5c', 64), 'hex');
  v_key bytea := case when length(p_key) > 64 then sha256(p_key) else p_key end;
begin
  for i in 0 .. length(v_key) - 1 loop
    v_inner := set_byte(v_inner, i, get_byte(v_inner, i) # get_byte(v_key, i));
    v_outer := set_byte(v_outer, i, get_byte(v_outer, i) # get_byte(v_key, i));
  end loop;
  return sha256(v_outer || sha256(v_inner || p_message));
end;
$$;
revoke all on function private.hmac_sha256(bytea, bytea) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.hmac_sha256(bytea, bytea) is 'HMAC-SHA-256 (RFC 2104) of a message under a key, 32 bytes; written out because pgcrypto is not everywhere.';
commit;
