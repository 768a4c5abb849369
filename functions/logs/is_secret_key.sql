create or replace function private.is_secret_key(p_key text, p_type text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return p_type not in ('boolean', 'null')
    and (p_key ~* 'pass(?:w|ph|co)|secret|card[^a-z0-9]{0,3}number|^(?:pwd|pin|otp|cvv|cvc|pan)$'
         -- Numbers under these are counts: tokens_used.
         or (p_type <> 'number'
             and p_key ~* 'token|authorization|cookie|receipt|credential|bearer|jwt|(?:api|access|private)[^a-z0-9]{0,3}key'));
end;
$$;
revoke all on function private.is_secret_key(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_secret_key(text, text) is 'Whether a member of a JSON object is a secret by its key, whatever its value: password, token, cookie and the like. p_type is the JSON type of the value.';
