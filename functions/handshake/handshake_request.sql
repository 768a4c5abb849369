create or replace function private.handshake_request(
  p_request jsonb,
  out cookie text, out schema integer, out platform text, out app_version text, out locale text,
  out manifests jsonb, out custom_courses jsonb)
language plpgsql
immutable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_request jsonb := p_request;
begin
  -- PostgREST hands the parameter of a GET over as a JSON string of what stands in the URL.
  if jsonb_typeof(v_request) = 'string' and pg_column_size(v_request) <= 262144 then
    begin
      v_request := (v_request #>> '{}')::jsonb;
    exception
      when invalid_text_representation or untranslatable_character then
        null;
    end;
  end if;
  v_request := coalesce(nullif(v_request, 'null'), '{}');
  if jsonb_typeof(v_request) <> 'object' then
    raise sqlstate 'PT400' using
      message = 'p_request must be a JSON object',
      hint = 'Keys: cookie, schema, platform, app_version, locale, manifests, custom_courses.';
  elsif pg_column_size(v_request) > 262144 then
    raise sqlstate 'PT400' using message = 'p_request is larger than 262144 bytes';
  end if;
  -- A cookie is whatever this server once gave out: one of any other length is unknown, not wrong.
  cookie := private.json_text(v_request, 'cookie', 262144);
  schema := coalesce(private.json_integer(v_request, 'schema', 0, 1000000)::integer, 0);
  platform := coalesce(private.json_text(v_request, 'platform', 16), '');
  app_version := coalesce(private.json_text(v_request, 'app_version', 32), '');
  locale := coalesce(private.json_text(v_request, 'locale', 35), '');
  manifests := private.json_hashes(v_request, 'manifests', 500);
  custom_courses := private.json_hashes(v_request, 'custom_courses', 1000);
end;
$$;
revoke all on function private.handshake_request(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.handshake_request(jsonb) is 'The request of a handshake, checked (PT400): schema is 0, platform, app_version and locale are empty when absent; manifests and custom_courses are NULL when the client does not say what it holds. Unknown keys are ignored: apps newer than this server send them. PARALLEL UNSAFE because of its EXCEPTION block.';
