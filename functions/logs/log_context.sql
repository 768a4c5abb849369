create or replace function private.log_context(p_value jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_context jsonb;
begin
  if p_value is null or p_value = 'null' then
    return null;
  elsif length(p_value::text) > 65536 then
    return jsonb_build_object('dropped', 'too_large', 'characters', length(p_value::text));
  elsif jsonb_path_exists(p_value, 'strict $.**{33}') then
    return '{"dropped": "too_deep"}'::jsonb;
  end if;
  v_context := private.redact_json(p_value);
  -- Redaction can make it longer.
  return case when length(v_context::text) > 65536 then '{"dropped": "too_large"}'::jsonb else v_context end;
end;
$$;
revoke all on function private.log_context(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_context(jsonb) is 'The context of a log event without its secrets; {"dropped": too_large | too_deep} in place of one of more than 65,536 characters or 32 levels.';
