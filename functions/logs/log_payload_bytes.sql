create or replace function private.log_payload_bytes(p_payload jsonb)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- A few bytes of JSON can be a number of 131,072 digits as text: nothing that an app logs.
  if pg_column_size(p_payload) > 4194304
     or jsonb_path_exists(p_payload, 'strict $.** ? (@.type() == "number" && (@.abs() >= 1e100 || (@ != 0 && @.abs() < 1e-100)))') then
    return null;
  end if;
  return octet_length(p_payload::text);
exception
  -- Nested deeper than the server goes.
  when statement_too_complex then
    return null;
end;
$$;
revoke all on function private.log_payload_bytes(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_payload_bytes(jsonb) is 'Size of log events as JSON text, in bytes; NULL when it cannot be told cheaply, which is too large.';
