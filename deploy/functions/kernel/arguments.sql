-- Deploy functions/kernel/arguments: stamped from functions/kernel/arguments.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.json_object_argument(p_name text, p_value jsonb, p_max_bytes integer, p_keys text[])
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text;
begin
  if jsonb_typeof(p_value) is distinct from 'object' then
    raise sqlstate 'PT400' using
      message = format('%s must be a JSON object', p_name),
      hint = format('Keys: %s.', array_to_string(p_keys, ', '));
  elsif pg_column_size(p_value) > p_max_bytes then
    raise sqlstate 'PT400' using
      message = format('%s is larger than %s bytes', p_name, p_max_bytes);
  end if;
  if p_value - p_keys <> '{}' then
    select k into v_key from jsonb_object_keys(p_value - p_keys) as k limit 1;
    raise sqlstate 'PT400' using
      message = format('%s has an unknown key: %s', p_name, left(v_key, 64)),
      hint = format('Keys: %s.', array_to_string(p_keys, ', '));
  elsif not p_value @? '$.* ? (@ == null)' then
    return p_value;
  end if;
  return (select coalesce(jsonb_object_agg(e.key, e.value), '{}') from jsonb_each(p_value) as e where e.value <> 'null');
end;
$$;
revoke all on function private.json_object_argument(text, jsonb, integer, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_object_argument(text, jsonb, integer, text[]) is 'Checks a jsonb argument of an API function (an object, of a size, with known keys only; else PT400).
Returns it without its null members (those of the object itself, not deeper), so that null and absent are one.';

create or replace function private.json_boolean(p_object jsonb, p_key text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif jsonb_typeof(v_value) <> 'boolean' then
    raise sqlstate 'PT400' using message = format('%s must be true or false', p_key);
  end if;
  return v_value::boolean;
end;
$$;
revoke all on function private.json_boolean(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_boolean(jsonb, text) is 'Member of a JSON argument as a boolean; NULL when absent or null; PT400 when it is neither true nor false.';

create or replace function private.json_choice(p_object jsonb, p_key text, p_choices text[])
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, 200);
begin
  if v_value is null or v_value <> all (p_choices) then
    raise sqlstate 'PT400' using message = format('%s must be one of %s', p_key, array_to_string(p_choices, ', '));
  end if;
  return v_value;
end;
$$;
revoke all on function private.json_choice(jsonb, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_choice(jsonb, text, text[]) is 'Member of a JSON argument that must be one of the given words; PT400 when it is not.';

create or replace function private.json_store(p_object jsonb)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_store text := private.json_text(p_object, 'store', 200);
begin
  if v_store is null or not exists (select 1 from private.stores as s where s.store = v_store) then
    raise sqlstate 'PT400' using
      message = format('store must be one of %s', (select string_agg(s.store, ', ' order by s.store) from private.stores as s));
  end if;
  return v_store;
end;
$$;
revoke all on function private.json_store(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_store(jsonb) is 'Member store of a JSON argument: one of private.stores; PT400 when it is none.';

create or replace function private.json_text(p_object jsonb, p_key text, p_max_length integer)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif jsonb_typeof(v_value) <> 'string' or length(v_value #>> '{}') > p_max_length then
    raise sqlstate 'PT400' using message = format('%s must be a string of at most %s characters', p_key, p_max_length);
  end if;
  return v_value #>> '{}';
end;
$$;
revoke all on function private.json_text(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_text(jsonb, text, integer) is 'Member of a JSON argument as text; NULL when absent or null; PT400 when it is no string or longer than the given number of characters.';

create or replace function private.json_integer(p_object jsonb, p_key text, p_min bigint, p_max bigint)
returns bigint
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif jsonb_typeof(v_value) <> 'number' or v_value #>> '{}' !~ '^-?[0-9]{1,18}$'
     or (v_value #>> '{}')::bigint not between p_min and p_max then
    raise sqlstate 'PT400' using message = format('%s must be an integer from %s to %s', p_key, p_min, p_max);
  end if;
  return (v_value #>> '{}')::bigint;
end;
$$;
revoke all on function private.json_integer(jsonb, text, bigint, bigint) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_integer(jsonb, text, bigint, bigint) is 'Member of a JSON argument as an integer; NULL when absent or null; PT400 when it is no integer in the range.';

create or replace function private.json_required_text(p_object jsonb, p_key text, p_max_length integer)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, p_max_length);
begin
  if v_value is null or v_value = '' then
    raise sqlstate 'PT400' using message = format('%s is missing', p_key);
  end if;
  return v_value;
end;
$$;
revoke all on function private.json_required_text(jsonb, text, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_required_text(jsonb, text, integer) is 'Member of a JSON argument as a text that must be there; PT400 when it is absent, empty, no string or too long.';

create or replace function private.json_text_array(p_object jsonb, p_key text, p_max_items integer, p_max_length integer)
returns text[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif jsonb_typeof(v_value) = 'array' and jsonb_array_length(v_value) <= p_max_items then
    perform from jsonb_array_elements(v_value) as e where jsonb_typeof(e) <> 'string' or length(e #>> '{}') not between 1 and p_max_length;
    if not found then
      return array(select e #>> '{}' from jsonb_array_elements(v_value) with ordinality as a (e, n) order by a.n);
    end if;
  end if;
  raise sqlstate 'PT400' using
    message = format('%s must be an array of at most %s strings of 1 to %s characters', p_key, p_max_items, p_max_length);
end;
$$;
revoke all on function private.json_text_array(jsonb, text, integer, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_text_array(jsonb, text, integer, integer) is 'Member of a JSON argument as an array of strings; NULL when absent or null.
PT400 when it is something else, too long or holds an empty string.';

create or replace function private.json_timestamp(p_object jsonb, p_key text)
returns timestamptz
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value jsonb := p_object -> p_key;
begin
  if v_value is null or v_value = 'null' then
    return null;
  elsif v_value #>> '{}' ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.][0-9]{1,9})?)?([Zz]|[+-][0-9]{2}(:?[0-9]{2})?)$' then
    begin
      return (v_value #>> '{}')::timestamptz;
    exception
      when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
        null;
    end;
  end if;
  raise sqlstate 'PT400' using
    message = format('%s must be a time with its offset', p_key),
    hint = 'RFC 3339, such as 2026-01-31T12:00:00Z.';
end;
$$;
revoke all on function private.json_timestamp(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_timestamp(jsonb, text) is 'Member of a JSON argument as a time (RFC 3339 with an offset); NULL when absent or null; PT400 when it is something else.';

create or replace function private.json_uuid(p_object jsonb, p_key text)
returns uuid
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_value text := private.json_text(p_object, p_key, 36);
begin
  if v_value !~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise sqlstate 'PT400' using message = format('%s must be a uuid', p_key);
  end if;
  return v_value::uuid;
end;
$$;
revoke all on function private.json_uuid(jsonb, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.json_uuid(jsonb, text) is 'Member of a JSON argument as a uuid; NULL when absent or null; PT400 when it is something else.';

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
comment on function private.unsupported_number(jsonb) is 'First number in a JSON document that is not an integer within ±(2^53−1), cut to 40 characters; NULL when there is none.
JavaScript and Python would not write such a number alike.';
commit;
