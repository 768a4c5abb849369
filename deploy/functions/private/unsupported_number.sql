-- Deploy functions/private/unsupported_number: stamped from functions/private/unsupported_number.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.unsupported_number(p_json jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select left(n #>> '{}', 40)
      from jsonb_path_query(p_json, 'strict $.** ? (@.type() == "number")') as n
     where n #>> '{}' !~ '^-?[0-9]{1,16}$' or abs((n #>> '{}')::numeric) > 9007199254740991
     limit 1);
end;
$$;
revoke all on function private.unsupported_number(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.unsupported_number(jsonb) is 'First number in a JSON document that is not an integer within ±(2^53−1), so that JavaScript and Python would not write it alike (cut to 40 characters); NULL when there is none.';
commit;
