create or replace function private.log_text(p_value jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case jsonb_typeof(p_value)
    when 'string' then private.redact(nullif(p_value #>> '{}', ''))
    when 'null' then null
    else private.redact_json(p_value)::text
  end;
end;
$$;
revoke all on function private.log_text(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_text(jsonb) is 'A text of a log event without its secrets, whole: redaction comes before cutting, so that no piece of a secret is left at the end. What is no string is taken as JSON text; empty and null are NULL.';
