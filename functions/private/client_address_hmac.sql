create or replace function private.client_address_hmac()
returns bytea
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_settings private.settings;
  v_address text;
begin
  select * into strict v_settings from private.settings;
  if v_settings.client_address_header is null then
    return null;
  end if;
  v_address := nullif(current_setting('request.headers', true), '')::jsonb ->> v_settings.client_address_header;
  -- Of a list the last entry is the one that the nearest proxy wrote; the others are the client's own words.
  v_address := left(lower(btrim(substring(v_address from '[^,]*$'))), 100);
  if v_address is null or v_address = '' then
    return null;
  end if;
  return private.hmac_sha256(v_settings.client_address_key, convert_to(v_address, 'UTF8'));
end;
$$;
revoke all on function private.client_address_hmac() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.client_address_hmac() is 'HMAC of the client address from the header named in settings.client_address_header; NULL when addresses are not used or the header is missing.';
