create or replace function public.log_events(p_events jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  -- Inside this function the role setting is still the caller's; none means no SET ROLE took place.
  v_role text := coalesce(nullif(current_setting('role'), 'none'), session_user);
begin
  perform private.assert_writable(), private.assert_unfiltered();
  if jsonb_typeof(p_events) is distinct from 'array' then
    raise sqlstate 'PT400' using
      message = 'p_events must be a JSON array',
      hint = 'At most 50 events: [{"event_id": "…", "kind": "log", "level": "info", "message": "…"}].';
  end if;
  return private.log_events(p_events, case when v_role <> 'anon' then private.current_user_id() end, v_role, now());
end;
$$;
revoke all on function public.log_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.log_events(jsonb) to anon, authenticated;
comment on function public.log_events(jsonb) is 'Takes logs, errors and feedback of the app, from signed-in users and from visitors.
It never fails because of what an event says: an event that cannot be stored is left out and counted, and the others are stored.
p_events: an array of at most 50 events and 204,800 bytes:
[{event_id, kind, level, code, message, context, session_id, app_version, platform, client_ts}], all of them optional.
kind: log (default), error, feedback. level: debug, info (default; error for kind error), warning, error, fatal.
event_id: made by the app, such as a random uuid; an event whose id the same sender sent within the last days (7 by default) is a duplicate
and dropped, so a call whose answer was lost can simply be repeated; visitors are told apart by client address.
message is cut to 8,192 characters, code to 100, event_id and session_id to 128, app_version and platform to 32;
context is any JSON, and one of more than 65,536 characters or 32 levels is left out; the row then has is_truncated.
client_ts: the phone''s clock (RFC 3339 with an offset), kept beside the server''s; no time: null.
Other keys are ignored. User, role and time of receipt are the server''s.
What looks like a secret (tokens, passwords, e-mail addresses, card numbers) is replaced before anything is stored.
Answer: {ok, accepted, dropped, duplicates, retry_after, dropped_events: [{index, reason}]}. index: place in p_events, from 0.
reason: not_an_object, unknown_kind, unknown_level (do not send these again), over_quota (send again after retry_after seconds).
retry_after: 0 when nothing was over quota.
Quotas count every event sent, and one of more than a kilobyte once for each begun kilobyte: 1,000 an hour, and for feedback and fatal errors
60 an hour of their own, so that a flood of logs never drowns them; a client address has 20 times as many. Visitors count for themselves: a tenth,
2,000 and 200 an hour a client address, 50,000 all together; where the deployment uses no addresses all visitors share the first two.
Refusals, the same keys as the answer and code: payload_too_large (413; nothing is stored),
too_many_events (429; some were over quota and nothing else could be stored; retry_after seconds), user_not_found (404; the account was erased).
PT400 when p_events is no array and for any query parameter that filters or selects from the answer, PT405 for GET.
JSON cannot hold the character U+0000: leave it out of messages.
Example: POST /rpc/log_events {"p_events": [{"event_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "kind": "error", "level": "error",
"code": "audio_stalled", "message": "Buffer ran dry", "context": {"position": 31}, "client_ts": "2026-01-31T12:00:00Z"}]}.';

create or replace function private.log_events(p_events jsonb, p_user_id uuid, p_role text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_operation text := case when p_user_id is null then 'visitor_events' else 'log_events' end;
  v_urgent_operation text := case when p_user_id is null then 'visitor_feedback' else 'log_feedback' end;
  v_text text;
  v_limit record;
  v_total record;
  v_address bytea;
  v_batch record;
  v_reasons text[];  -- why an event is dropped; NULL: it is stored
  v_events jsonb := p_events;
  v_found_at integer;
  v_ready integer;
  v_urgent_ready integer;
  v_quota record;
  v_wait integer := 0;
  v_retry_after integer := 0;
  v_kept integer;
  v_fresh bytea[];  -- identifiers that were not known
  v_times timestamptz[];
  v_accepted integer := 0;
  v_dropped jsonb := '[]'::jsonb;
  v_counts jsonb;
begin
  if jsonb_array_length(p_events) <= 50 then
    v_text := private.log_payload_text(p_events);
  end if;
  if v_text is null or octet_length(v_text) > 204800 then
    return private.refuse('payload_too_large', jsonb_build_object('events', jsonb_array_length(p_events), 'bytes', octet_length(v_text)))
      || jsonb_build_object('accepted', 0, 'dropped', jsonb_array_length(p_events), 'duplicates', 0, 'retry_after', 0);
  end if;

  select s.client_address_header, s.client_address_key, s.address_bucket_factor as factor, l.per, l.attempts, f.per as urgent_per, f.attempts as urgent_attempts
    into strict v_limit
    from private.settings as s
   cross join private.throttle_limits as l
   cross join private.throttle_limits as f
   where l.operation = v_operation and f.operation = v_urgent_operation;
  if v_limit.client_address_header is not null then
    v_address := private.client_address_hmac(v_limit.client_address_header, v_limit.client_address_key);
  end if;
  if p_user_id is null then
    -- Without an address all visitors share one bucket.
    v_address := coalesce(v_address, decode(repeat('00', 32), 'hex'));
  else
    -- What is held of the profile lets an erasure wait, which then deletes what was logged before it. The user's lock is not
    -- taken: logging waits for no credits.
    perform 1 from public.user_profile as p where p.user_id = p_user_id and p.erased_at is null for key share;
    if not found and not private.ensure_user(p_user_id, p_at) then
      return private.refuse('user_not_found');
    end if;
  end if;

  -- Each event's fault, what it and those before it cost of the same bucket (one for each begun kilobyte; the whole bucket at most, so that
  -- there can be room), and its identifier as it was sent: two that differ in what is redacted or cut are two.
  select array_agg(s.fault order by s.n) as faults,
         array_agg(s.is_urgent order by s.n) as are_urgent,
         array_agg(s.place order by s.n) as places,
         coalesce(array_agg(s.place order by s.n) filter (where not s.is_urgent), '{}') as usual_places,
         coalesce(array_agg(s.place order by s.n) filter (where s.is_urgent), '{}') as urgent_places,
         array_agg(s.id order by s.n) as ids,
         array_agg(s.at order by s.n) as times,
         coalesce(bool_and(translate(s.at, '123456789', '000000000') in (
           '0000-00-00T00:00:00Z', '0000-00-00T00:00:00.000Z', '0000-00-00T00:00:00.000000Z',
           '0000-00-00T00:00:00+00:00', '0000-00-00T00:00:00.000+00:00', '0000-00-00T00:00:00-00:00', '0000-00-00T00:00:00.000-00:00')), true) as are_usual,
         coalesce(max(s.place) filter (where not s.is_urgent), 0) as wanted,
         coalesce(max(s.place) filter (where s.is_urgent), 0) as urgent_wanted
    into v_batch
    from (
      select u.n, u.fault, u.is_urgent, u.e ->> 'client_ts' as at,
             (sum(least((u.bytes + 1023) / 1024, case when u.is_urgent then v_limit.urgent_attempts else v_limit.attempts end))
               over (partition by u.is_urgent order by u.n))::integer as place,
             case when u.fault is null then sha256(convert_to(nullif(u.e ->> 'event_id', ''), 'UTF8')) end as id
        from (
          select f.n, f.e, f.fault, pg_column_size(f.e) as bytes,
                 f.fault is null and (f.e ->> 'kind' is not distinct from 'feedback' or f.e ->> 'level' is not distinct from 'fatal') as is_urgent
            from (
              select a.n, a.e,
                     case
                       when jsonb_typeof(a.e) <> 'object' then 'not_an_object'
                       when a.e ->> 'kind' not in ('log', 'error', 'feedback') then 'unknown_kind'
                       when a.e ->> 'level' not in ('debug', 'info', 'warning', 'error', 'fatal') then 'unknown_level'
                     end as fault
                from jsonb_array_elements(p_events) with ordinality as a (e, n)) as f) as u) as s;
  v_reasons := v_batch.faults;
  v_ready := v_batch.wanted;
  v_urgent_ready := v_batch.urgent_wanted;

  -- One look at all events at once. Only where it finds something are the fields of an event looked at.
  v_found_at := private.first_suspicion(v_text, 1);
  if v_found_at > 0 or strpos(v_text, e'\\') > 0 or length(v_text) > 65536 or jsonb_path_exists(p_events, 'strict $.**{35}') then
    -- Redaction takes time, so what has no room is not redacted, and buckets are locked only after it.
    v_ready := least(v_ready, private.log_room(v_operation, p_user_id, v_address, v_limit.per, v_limit.attempts, v_limit.factor, p_at));
    if v_urgent_ready > 0 then
      v_urgent_ready := least(v_urgent_ready,
        private.log_room(v_urgent_operation, p_user_id, v_address, v_limit.urgent_per, v_limit.urgent_attempts, v_limit.factor, p_at));
    end if;
    v_events := private.redact_events(p_events, v_text, v_found_at, array(
      select r.reason is null and r.place <= case when r.is_urgent then v_urgent_ready else v_ready end
        from unnest(v_reasons, v_batch.places, v_batch.are_urgent) with ordinality as r (reason, place, is_urgent, n)
       order by r.n));
  end if;

  if v_batch.wanted > 0 then
    v_quota := private.take_log_quota(
      v_operation, p_user_id, v_address, v_limit.per, v_limit.attempts, v_limit.factor, v_ready, v_batch.usual_places, p_at);
    v_ready := v_quota.taken;
    v_wait := v_quota.retry_after;
  end if;
  if v_batch.urgent_wanted > 0 then
    v_quota := private.take_log_quota(
      v_urgent_operation, p_user_id, v_address, v_limit.urgent_per, v_limit.urgent_attempts, v_limit.factor, v_urgent_ready, v_batch.urgent_places, p_at);
    v_urgent_ready := v_quota.taken;
    v_wait := greatest(v_wait, v_quota.retry_after);
  end if;
  if p_user_id is null and v_limit.client_address_header is not null and v_ready + v_urgent_ready > 0 then
    -- Whoever has many addresses has many buckets: so all visitors together have one too, all of a call or nothing.
    select l.per, l.attempts into strict v_total from private.throttle_limits as l where l.operation = 'all_visitors';
    v_quota := private.take_log_quota(
      'all_visitors', null, decode(repeat('00', 32), 'hex'), v_total.per, v_total.attempts, v_limit.factor,
      v_ready + v_urgent_ready, array[v_ready + v_urgent_ready], p_at);
    if v_quota.taken = 0 then
      v_ready := 0;
      v_urgent_ready := 0;
      v_wait := greatest(v_wait, v_quota.retry_after);
    end if;
  end if;
  if v_ready < v_batch.wanted or v_urgent_ready < v_batch.urgent_wanted then
    for n in 1 .. cardinality(v_reasons) loop
      if v_reasons[n] is null and v_batch.places[n] > (case when v_batch.are_urgent[n] then v_urgent_ready else v_ready end) then
        v_reasons[n] := 'over_quota';
        v_retry_after := v_wait;
      end if;
    end loop;
  end if;
  v_kept := coalesce(cardinality(array_positions(v_reasons, null)), 0);

  if v_kept > 0 then
    v_times := private.log_times(p_events, v_batch.times, v_batch.are_usual);
    -- In order, so that two calls with the same identifiers never wait for each other in a circle.
    with fresh as (
      insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)
      select distinct coalesce(p_user_id, '00000000-0000-0000-0000-000000000000'::uuid), case when p_user_id is null then v_address else '' end, i.id, p_at
        from unnest(v_batch.ids, v_reasons) as i (id, reason)
       where i.id is not null and i.reason is null
       order by i.id
      on conflict (user_id, address_hmac, event_sha256) do nothing
      returning event_sha256)
    select array_agg(f.event_sha256) into v_fresh from fresh as f;

    insert into public.app_logs (
      received_at, log_id, user_id, role, event_id, kind, level, code, message, is_truncated, context, session_id, app_version, platform, client_ts)
    select p_at, gen_random_uuid(), p_user_id, left(p_role, 63), left(r.event_id, 128), r.kind,
           coalesce(r.level, case r.kind when 'error' then 'error' else 'info' end), left(r.code, 100), left(r.message, 8192),
           coalesce(length(r.event_id) > 128, false) or coalesce(length(r.code) > 100, false) or coalesce(length(r.message) > 8192, false)
             or coalesce(length(r.session_id) > 128, false) or coalesce(length(r.app_version) > 32, false)
             or coalesce(length(r.platform) > 32, false)
             or coalesce(r.context ? 'dropped' and not (p_events -> r.n - 1 -> 'context') ? 'dropped', false),
           nullif(r.context, 'null'), left(r.session_id, 128), left(r.app_version, 32), left(r.platform, 32), v_times[r.n]
      from (
        -- Taken out once, before lengths are measured and texts are cut.
        select a.n::integer as n, coalesce(a.e ->> 'kind', 'log') as kind, a.e ->> 'level' as level, nullif(a.e ->> 'event_id', '') as event_id,
               nullif(a.e ->> 'code', '') as code, nullif(a.e ->> 'message', '') as message, nullif(a.e ->> 'session_id', '') as session_id,
               nullif(a.e ->> 'app_version', '') as app_version, nullif(a.e ->> 'platform', '') as platform, a.e -> 'context' as context
          from jsonb_array_elements(v_events) with ordinality as a (e, n)
         where v_reasons[a.n] is null
           and (v_batch.ids[a.n] is null
                or (v_batch.ids[a.n] = any (v_fresh) and array_position(v_batch.ids, v_batch.ids[a.n]) = a.n))
        offset 0) as r
    on conflict do nothing;
    get diagnostics v_accepted = row_count;
  end if;

  if v_kept < cardinality(v_reasons) then
    select jsonb_agg(jsonb_build_object('index', r.n - 1, 'reason', r.reason) order by r.n) into v_dropped
      from unnest(v_reasons) with ordinality as r (reason, n)
     where r.reason is not null;
  end if;
  v_counts := jsonb_build_object(
    'accepted', v_accepted,
    'dropped', jsonb_array_length(v_dropped),
    'duplicates', v_kept - v_accepted,
    'retry_after', v_retry_after,
    'dropped_events', v_dropped);
  if v_kept = 0 and 'over_quota' = any (v_reasons) then
    return private.refuse('too_many_events', jsonb_build_object('retry_after', v_retry_after)) || v_counts;
  end if;
  return '{"ok": true}'::jsonb || v_counts;
end;
$$;
revoke all on function private.log_events(jsonb, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_events(jsonb, uuid, text, timestamptz) is 'log_events at a given time, by a user or (NULL) by nobody in particular; p_events is an array.';

create or replace function private.redact_events(p_events jsonb, p_text text, p_found_at integer, p_are_ready boolean[])
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_texts text[] := array(select a.e::text from jsonb_array_elements(p_events) with ordinality as a (e, n) order by a.n);
  v_are_plain boolean[] := '{}'::boolean[];
  v_ends_at integer := 1;  -- character of p_text, which is [event, event, …], behind which the event begins
  v_found_at integer := p_found_at;
  v_is_deep boolean := jsonb_path_exists(p_events, 'strict $.**{35}');
begin
  for n in 1 .. cardinality(v_texts) loop
    v_ends_at := v_ends_at + length(v_texts[n]);
    v_are_plain[n] := (v_found_at = 0 or v_found_at > v_ends_at)
      and strpos(v_texts[n], e'\\') = 0 and length(v_texts[n]) <= 65536;
    v_ends_at := v_ends_at + 2;
    if v_found_at between 1 and v_ends_at then
      v_found_at := private.first_suspicion(p_text, v_ends_at + 1);
    end if;
  end loop;
  return (
    select jsonb_agg(
             case
               when not p_are_ready[a.n] or (v_are_plain[a.n] and not (v_is_deep and jsonb_path_exists(a.e, 'strict $.**{34}'))) then a.e
               else private.redact_event(a.e)
             end
             order by a.n)
      from jsonb_array_elements(p_events) with ordinality as a (e, n));
end;
$$;
revoke all on function private.redact_events(jsonb, text, integer, boolean[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_events(jsonb, text, integer, boolean[]) is 'Log events without their secrets.
p_text: their text; p_found_at: its first suspicion; p_are_ready: which of them are stored. The text is searched on from what was found in one event to the next, so that events without anything cost next to nothing.';

create or replace function private.redact_event(p_event jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := p_event || jsonb_build_object(
    'message', private.log_text(p_event -> 'message'), 'context', private.log_context(p_event -> 'context'));
  v_key text;
begin
  -- The short ones in one look, when nothing is found.
  if not private.is_plain_json(concat_ws(e'\n', p_event ->> 'event_id', p_event ->> 'code', p_event ->> 'session_id', p_event ->> 'app_version', p_event ->> 'platform')) then
    foreach v_key in array '{event_id, code, session_id, app_version, platform}'::text[] loop
      v_event := jsonb_set(v_event, array[v_key], coalesce(to_jsonb(private.log_text(p_event -> v_key)), 'null'));
    end loop;
  end if;
  return v_event;
end;
$$;
revoke all on function private.redact_event(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.redact_event(jsonb) is 'A log event with the secrets in what is stored of it redacted, before texts are cut to the columns'' lengths.';

create or replace function private.log_times(p_events jsonb, p_texts text[], p_are_usual boolean)
returns timestamptz[]
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_times timestamptz[] := '{}'::timestamptz[];
begin
  -- All at once: looking at each through a pattern and an exception block would cost as much as its row.
  if p_are_usual then
    begin
      return p_texts::timestamptz[];
    exception
      when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
        null;  -- The 30th of February is one of them.
    end;
  end if;
  for n in 1 .. jsonb_array_length(p_events) loop
    begin
      v_times[n] := private.json_timestamp(p_events -> n - 1, 'client_ts');
    exception
      when sqlstate 'PT400' then
        v_times[n] := null;
    end;
  end loop;
  return v_times;
end;
$$;
revoke all on function private.log_times(jsonb, text[], boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_times(jsonb, text[], boolean) is 'The client''s clock in each log event, however wrong; NULL when it is no time.
p_texts: as they were sent; p_are_usual: all of them are digits where apps write digits.';

create or replace function private.bucket_room(p_arrival_at timestamptz, p_per interval, p_step interval, p_at timestamptz)
returns integer
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- greatest passes over the NULL of a bucket that is not there. A thousandth, because steps are rounded to microseconds.
  return greatest(0, floor(extract(epoch from p_per - (greatest(p_arrival_at, p_at) - p_at)) / greatest(extract(epoch from p_step), 0.000001) + 0.001));
end;
$$;
revoke all on function private.bucket_room(timestamptz, interval, interval, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bucket_room(timestamptz, interval, interval, timestamptz) is 'How many events a throttle bucket has room for.
One of p_per with a step for each event, by its theoretical arrival time.';

create or replace function private.log_room(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_at timestamptz)
returns integer
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_arrival timestamptz;
  v_address_arrival timestamptz;
begin
  if p_user_id is not null then
    select t.theoretical_arrival_at into v_user_arrival from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation;
  end if;
  if p_address_hmac is not null then
    select t.theoretical_arrival_at into v_address_arrival
      from private.address_throttles as t where t.address_hmac = p_address_hmac and t.operation = p_operation;
  end if;
  return least(
    case when p_user_id is not null then private.bucket_room(v_user_arrival, p_per, p_per / p_attempts, p_at) end,
    case when p_address_hmac is not null then private.bucket_room(v_address_arrival, p_per, p_per / (p_attempts * p_factor), p_at) end);
end;
$$;
revoke all on function private.log_room(text, uuid, bytea, interval, integer, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_room(text, uuid, bytea, interval, integer, integer, timestamptz) is 'How many events two buckets have room for now.
Those of a user and of a client address; either may be NULL. Locks nothing.';

create or replace function private.take_log_quota(p_operation text, p_user_id uuid, p_address_hmac bytea, p_per interval, p_attempts integer, p_factor integer, p_ready integer, p_places integer[], p_at timestamptz, out taken integer, out retry_after integer)
returns record
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_step interval := p_per / p_attempts;
  v_address_step interval := p_per / (p_attempts * p_factor);
  v_user_arrival timestamptz;
  v_address_arrival timestamptz;
  v_wanted integer := p_places[cardinality(p_places)];
  v_has_room boolean := p_ready = v_wanted;
  v_is_charged boolean := false;  -- the user's bucket was, before the address's turned out to be full
  v_missing integer;
begin
  taken := p_ready;
  retry_after := 0;
  -- Nearly always there is room for all: one statement a bucket, whose condition is the limit, whoever else counts at this moment.
  if v_has_room and p_user_id is not null then
    if p_ready <= private.bucket_room(null, p_per, v_step, p_at) then
      insert into private.user_throttles as t (user_id, operation, theoretical_arrival_at)
      values (p_user_id, p_operation, p_at + p_ready * v_step)
      on conflict (user_id, operation) do update
        set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + p_ready * v_step
        where t.theoretical_arrival_at <= p_at + p_per - p_ready * v_step + v_step / 1000;
      v_is_charged := found;
    end if;
    v_has_room := v_is_charged;
  end if;
  if v_has_room and p_address_hmac is not null then
    v_has_room := false;
    if p_ready <= private.bucket_room(null, p_per, v_address_step, p_at) then
      insert into private.address_throttles as t (address_hmac, operation, theoretical_arrival_at)
      values (p_address_hmac, p_operation, p_at + p_ready * v_address_step)
      on conflict (address_hmac, operation) do update
        set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + p_ready * v_address_step
        where t.theoretical_arrival_at <= p_at + p_per - p_ready * v_address_step + v_address_step / 1000;
      v_has_room := found;
    end if;
  end if;
  if v_has_room then
    return;
  end if;

  -- As much as there is room for. The buckets are made where they are not (or no longer: maintenance drops full ones), locked and read.
  if p_user_id is not null then
    insert into private.user_throttles as t (user_id, operation) values (p_user_id, p_operation)
    on conflict (user_id, operation) do update set theoretical_arrival_at = t.theoretical_arrival_at
    returning t.theoretical_arrival_at into v_user_arrival;
    v_user_arrival := greatest(v_user_arrival - case when v_is_charged then p_ready * v_step else interval '0' end, p_at);
    taken := least(taken, private.bucket_room(v_user_arrival, p_per, v_step, p_at));
  end if;
  if p_address_hmac is not null then
    insert into private.address_throttles as t (address_hmac, operation) values (p_address_hmac, p_operation)
    on conflict (address_hmac, operation) do update set theoretical_arrival_at = t.theoretical_arrival_at
    returning t.theoretical_arrival_at into v_address_arrival;
    v_address_arrival := greatest(v_address_arrival, p_at);
    taken := least(taken, private.bucket_room(v_address_arrival, p_per, v_address_step, p_at));
  end if;
  -- Whole events only: who pays for a part of one would never come to send it.
  taken := coalesce((select max(u.place) from unnest(p_places) as u (place) where u.place <= taken), 0);
  v_user_arrival := v_user_arrival + taken * v_step;
  v_address_arrival := v_address_arrival + taken * v_address_step;
  if p_user_id is not null and (taken > 0 or v_is_charged) then
    update private.user_throttles as t set theoretical_arrival_at = v_user_arrival where t.user_id = p_user_id and t.operation = p_operation;
  end if;
  if p_address_hmac is not null and taken > 0 then
    update private.address_throttles as t set theoretical_arrival_at = v_address_arrival
     where t.address_hmac = p_address_hmac and t.operation = p_operation;
  end if;
  v_missing := least(v_wanted - taken, p_attempts);
  if v_missing > 0 then
    retry_after := greatest(1, ceil(extract(epoch from greatest(
      v_user_arrival + v_missing * v_step - p_per - p_at, v_address_arrival + v_missing * v_address_step - p_per - p_at))));
  end if;
end;
$$;
revoke all on function private.take_log_quota(text, uuid, bytea, interval, integer, integer, integer, integer[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_log_quota(text, uuid, bytea, interval, integer, integer, integer, integer[], timestamptz) is 'Counts log events against two buckets.
Those of the user and of the client address; either may be NULL. p_places: what each event costs with those before it.
taken: of p_ready what there is room for, in whole events. retry_after: seconds until the rest fits, or a whole bucket of it.
Locks both buckets until the end of the transaction.';
