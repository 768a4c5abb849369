create or replace function private.etag_matches(p_if_none_match text, p_etag text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- If-None-Match compares weakly (RFC 9110, 13.1.2): W/ makes no difference on either side.
  return coalesce(btrim(p_if_none_match) = '*', false)
    or exists (
      select from regexp_matches(left(p_if_none_match, 8192), '"[^"]*"', 'g') as t (tag)
       where t.tag[1] = substring(p_etag from '"[^"]*"'));
end;
$$;
revoke all on function private.etag_matches(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.etag_matches(text, text) is 'Whether an If-None-Match header names an ETag: one tag, a list of them, weak or strong, or *. False when there is no header.';
