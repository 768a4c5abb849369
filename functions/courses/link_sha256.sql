create or replace function private.link_sha256(p_token text)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_token is null or length(p_token) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'p_token must have 1 to 200 characters';
  end if;
  return encode(sha256(convert_to(p_token, 'UTF8')), 'hex');
end;
$$;
revoke all on function private.link_sha256(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.link_sha256(text) is 'SHA-256 (hex) under which a link token is kept; PT400 when it is missing or absurdly long. A plain hash is enough: a token holds 256 random bits, so that there is no list of likely ones to try.';
