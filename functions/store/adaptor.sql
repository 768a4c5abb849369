create or replace function private.apply_store_events(p_events jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb;
  v_answer jsonb;
  v_answers jsonb[] := '{}';
begin
  for v_event in select e from jsonb_array_elements(p_events) with ordinality as a (e, n) order by a.n loop
    v_answer := private.apply_store_event(v_event, p_at);
    v_answers := v_answers || v_answer;
  end loop;
  if cardinality(v_answers) = 1 then
    return v_answer;
  end if;
  -- The one that matters most: a refusal, which the store is to deliver again, then what has changed something.
  select a into v_answer
    from unnest(v_answers) with ordinality as u (a, n)
   order by a -> 'ok' = 'true', array_position(array['applied', 'stale', 'orphan', 'ignored', 'duplicate'], a ->> 'disposition'), n
   limit 1;
  return v_answer || jsonb_build_object('events', to_jsonb(v_answers));
end;
$$;
revoke all on function private.apply_store_events(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_store_events(jsonb, timestamptz) is 'Takes in what one notification of a store comes to: an array of events, each as apply_store_event takes it, in their order.
One event: its answer. Several: the answer of the one that matters most (a refusal, else applied, stale, orphan, ignored, duplicate), and events: all of them.';

create or replace function private.store_time(p_name text, p_value jsonb, p_per_second integer)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_value is null or p_value = 'null' then
    return null;
  elsif jsonb_typeof(p_value) not in ('number', 'string') or p_value #>> '{}' !~ '^[0-9]{1,14}$' then
    raise sqlstate 'PT400' using message = format('%s must be a time in units of 1/%s s since 1970', p_name, p_per_second);
  end if;
  return to_char(
    (timestamptz '1970-01-01 00:00:00+00' + ((p_value #>> '{}')::bigint * (1000 / p_per_second)) * interval '1 millisecond') at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end;
$$;
revoke all on function private.store_time(text, jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_time(text, jsonb, integer) is 'A time that a store counts since 1970, in milliseconds (p_per_second 1000) or seconds (1), a number or a string, as RFC 3339 in UTC.
NULL when absent or null; PT400, which names p_name, when it is something else.';
