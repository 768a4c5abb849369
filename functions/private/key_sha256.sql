create or replace function private.key_sha256(p_idempotency_key text)
returns bytea
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_idempotency_key is null or length(p_idempotency_key) not between 8 and 128 then
    raise sqlstate 'PT400' using
      message = 'p_idempotency_key must have 8 to 128 characters',
      hint = 'Make a key for each operation, such as a random uuid, and send it again when you repeat the call.';
  end if;
  return sha256(convert_to(p_idempotency_key, 'UTF8'));
end;
$$;
revoke all on function private.key_sha256(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.key_sha256(text) is 'SHA-256 under which an idempotency key is kept; PT400 when the key is missing or not of 8–128 characters.';
