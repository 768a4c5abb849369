-- Deploy functions/logs/redact_json: stamped from functions/logs/redact_json.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.redact_json(p_json jsonb, p_levels integer default 32)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_type text := jsonb_typeof(p_json);
  v_text text;
begin
  if v_type = 'string' then
    return to_jsonb(private.redact(p_json #>> '{}'));
  elsif v_type = 'number' then
    v_text := p_json #>> '{}';
    return case when length(v_text) between 13 and 20 and private.is_card_number(ltrim(v_text, '-')) then '"[redacted card]"'::jsonb else p_json end;
  elsif private.is_plain(p_json::text) then
    return p_json;
  elsif p_levels <= 0 then
    return '"[too deep]"'::jsonb;
  elsif v_type = 'array' then
    return (
      select jsonb_agg(
               case when private.is_plain(a.e::text) then a.e else private.redact_json(a.e, p_levels - 1) end
               order by a.n)
        from jsonb_array_elements(p_json) with ordinality as a (e, n));
  end if;
  return (
    select jsonb_object_agg(
             private.redact(o.key),
             case
               when private.is_secret_key(o.key, jsonb_typeof(o.value)) then '"[redacted]"'
               when private.is_plain(o.value::text) then o.value
               else private.redact_json(o.value, p_levels - 1)
             end)
      from jsonb_each(p_json) as o);
end;
$$;
revoke all on function private.redact_json(jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_json(jsonb, integer) is 'JSON with the secrets in it replaced (private.redact), in values and keys at any depth; a value whose key says that it is a secret is replaced whole. What lies deeper than p_levels becomes "[too deep]".';
commit;
