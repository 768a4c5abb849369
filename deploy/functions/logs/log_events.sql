-- Deploy functions/logs/log_events: stamped from functions/logs/log_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
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
  perform private.assert_writable();
  perform private.assert_unfiltered();
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
comment on function public.log_events(jsonb) is 'Takes logs, errors and feedback of the app, from signed-in users and from visitors. It never fails because of what an event says: an event that cannot be stored is left out and counted, and the others are stored.
p_events: an array of at most 50 events and 204,800 bytes: [{event_id, kind, level, code, message, context, session_id, app_version, platform, client_ts}], all of them optional. kind: log (default), error, feedback. level: debug, info (default; error for kind error), warning, error, fatal. event_id: made by the app, such as a random uuid; an event whose id the same sender sent within the last days (7 by default) is a duplicate and dropped, so a call whose answer was lost can simply be repeated; visitors are told apart by client address. message is cut to 8,192 characters, code to 100, event_id and session_id to 128, app_version and platform to 32; context is any JSON, and one of more than 65,536 characters or 32 levels is left out; the row then has is_truncated. client_ts: the phone''s clock (RFC 3339 with an offset), kept beside the server''s; no time: null. Other keys are ignored. User, role and time of receipt are the server''s. What looks like a secret (tokens, passwords, e-mail addresses, card numbers) is replaced before anything is stored.
Answer: {ok, accepted, dropped, duplicates, retry_after, dropped_events: [{index, reason}]}. index: place in p_events, from 0. reason: not_an_object, unknown_kind, unknown_level (do not send these again), over_quota (send again after retry_after seconds). retry_after: 0 when nothing was over quota.
Quotas count every event sent: 1,000 an hour, and for feedback and fatal errors 60 an hour of their own, so that a flood of logs never drowns them; a client address has 20 times as many. Visitors have the quota of their address; where the deployment uses no addresses all visitors share one.
Refusals, the same keys as the answer and code: payload_too_large (413; nothing is stored), too_many_events (429; some were over quota and nothing else could be stored; retry_after seconds), user_not_found (404; the account was erased). PT400 when p_events is no array and for any query parameter that filters or selects from the answer, PT405 for GET. JSON cannot hold the character U+0000: leave it out of messages.
Example: POST /rpc/log_events {"p_events": [{"event_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "kind": "error", "level": "error", "code": "audio_stalled", "message": "Buffer ran dry", "context": {"position": 31}, "client_ts": "2026-01-31T12:00:00Z"}]}.';

create or replace function private.log_events(p_events jsonb, p_user_id uuid, p_role text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bytes integer;
  v_address bytea;
  v_event jsonb;
  v_index integer;
  v_fault text;
  v_is_urgent boolean;
  v_room integer;
  v_urgent_room integer;
  v_wanted integer := 0;         -- events so far that count against log_events …
  v_urgent_wanted integer := 0;  -- … and against log_feedback
  v_quota record;
  v_urgent_quota record;
  v_row public.app_logs;
  v_rows public.app_logs[] := '{}'::public.app_logs[];
  v_ids bytea[] := '{}'::bytea[];
  v_indexes integer[] := '{}'::integer[];
  v_places integer[] := '{}'::integer[];
  v_are_urgent boolean[] := '{}'::boolean[];
  v_kept integer := 0;
  v_over integer;
  v_accepted integer;
  v_retry_after integer;
  v_dropped jsonb := '[]'::jsonb;
  v_counts jsonb;
begin
  if jsonb_array_length(p_events) <= 50 then
    v_bytes := private.log_payload_bytes(p_events);
  end if;
  if v_bytes is null or v_bytes > 204800 then
    return private.refuse('payload_too_large', jsonb_build_object('events', jsonb_array_length(p_events), 'bytes', v_bytes))
      || jsonb_build_object('accepted', 0, 'dropped', jsonb_array_length(p_events), 'duplicates', 0, 'retry_after', 0);
  end if;

  select private.client_address_hmac(s.client_address_header, s.client_address_key) into strict v_address from private.settings as s;
  if p_user_id is null then
    -- Without an address all visitors share one bucket.
    v_address := coalesce(v_address, decode(repeat('00', 32), 'hex'));
  elsif not private.ensure_user(p_user_id, p_at) then
    -- What ensure_user holds of the profile lets an erasure wait, which then deletes what was logged before it. The user's lock is not
    -- taken: logging waits for no credits.
    return private.refuse('user_not_found');
  end if;

  -- Redaction takes time, so what has no room is not looked at, and buckets are locked only after it.
  v_room := private.log_room('log_events', p_user_id, v_address, p_at);
  v_urgent_room := private.log_room('log_feedback', p_user_id, v_address, p_at);
  for v_event, v_index in
    select a.e, a.n - 1 from jsonb_array_elements(p_events) with ordinality as a (e, n) order by a.n
  loop
    v_fault := private.log_event_fault(v_event);
    v_is_urgent := v_fault is null and (v_event ->> 'kind' is not distinct from 'feedback' or v_event ->> 'level' is not distinct from 'fatal');
    if v_is_urgent then
      v_urgent_wanted := v_urgent_wanted + 1;
    else
      v_wanted := v_wanted + 1;
    end if;
    if v_fault is not null then
      v_dropped := v_dropped || jsonb_build_object('index', v_index, 'reason', v_fault);
    elsif (v_is_urgent and v_urgent_wanted > v_urgent_room) or (not v_is_urgent and v_wanted > v_room) then
      v_dropped := v_dropped || jsonb_build_object('index', v_index, 'reason', 'over_quota');
    else
      v_row := private.log_row(v_event, p_user_id, p_role, p_at);
      v_rows := v_rows || v_row;
      -- The identifier as it was sent: two that differ in what is redacted or cut are two.
      v_ids := v_ids || case when v_row.event_id is not null then sha256(convert_to(v_event ->> 'event_id', 'UTF8')) end;
      v_indexes := v_indexes || v_index;
      v_places := v_places || case when v_is_urgent then v_urgent_wanted else v_wanted end;
      v_are_urgent := v_are_urgent || v_is_urgent;
    end if;
  end loop;

  select * into strict v_quota
    from private.take_log_quota('log_events', p_user_id, v_address, least(v_wanted, v_room), v_wanted, p_at) where v_wanted > 0
   union all select 0, 0 where v_wanted = 0;
  select * into strict v_urgent_quota
    from private.take_log_quota('log_feedback', p_user_id, v_address, least(v_urgent_wanted, v_urgent_room), v_urgent_wanted, p_at) where v_urgent_wanted > 0
   union all select 0, 0 where v_urgent_wanted = 0;
  for n in 1 .. cardinality(v_rows) loop
    if v_places[n] <= (case when v_are_urgent[n] then v_urgent_quota.taken else v_quota.taken end) then
      v_kept := v_kept + 1;
      v_rows[v_kept] := v_rows[n];
      v_ids[v_kept] := v_ids[n];
    else
      -- Another call took the room meanwhile.
      v_dropped := v_dropped || jsonb_build_object('index', v_indexes[n], 'reason', 'over_quota');
    end if;
  end loop;

  with fresh as (
    -- In order, so that two calls with the same identifiers never wait for each other in a circle.
    insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)
    select distinct coalesce(p_user_id, '00000000-0000-0000-0000-000000000000'::uuid), case when p_user_id is null then v_address else '' end, i, p_at
      from unnest(v_ids[1 : v_kept]) as i
     where i is not null
     order by i
    on conflict (user_id, address_hmac, event_sha256) do nothing
    returning event_sha256)
  insert into public.app_logs (
    received_at, log_id, user_id, role, event_id, kind, level, code, message, is_truncated, context, session_id, app_version, platform, client_ts)
  select r.received_at, r.log_id, r.user_id, r.role, r.event_id, r.kind, r.level, r.code, r.message, r.is_truncated, r.context, r.session_id,
         r.app_version, r.platform, r.client_ts
    from unnest(v_rows[1 : v_kept]) with ordinality as r
   where v_ids[r.ordinality] is null
      or (v_ids[r.ordinality] in (select f.event_sha256 from fresh as f)
          and array_position(v_ids, v_ids[r.ordinality]) = r.ordinality)
  on conflict do nothing;
  get diagnostics v_accepted = row_count;

  v_over := (select count(*) from jsonb_array_elements(v_dropped) as d where d ->> 'reason' = 'over_quota');
  v_retry_after := case when v_over > 0 then greatest(v_quota.retry_after, v_urgent_quota.retry_after) else 0 end;
  v_counts := jsonb_build_object(
    'accepted', v_accepted,
    'dropped', jsonb_array_length(v_dropped),
    'duplicates', v_kept - v_accepted,
    'retry_after', v_retry_after,
    'dropped_events', (select coalesce(jsonb_agg(d order by (d -> 'index')::integer), '[]') from jsonb_array_elements(v_dropped) as d));
  if v_over > 0 and v_kept = 0 then
    return private.refuse('too_many_events', jsonb_build_object('retry_after', v_retry_after)) || v_counts;
  end if;
  return '{"ok": true}'::jsonb || v_counts;
end;
$$;
revoke all on function private.log_events(jsonb, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_events(jsonb, uuid, text, timestamptz) is 'log_events at a given time, by a user or (NULL) by nobody in particular; p_events is an array.';

create or replace function private.log_room(p_operation text, p_user_id uuid, p_address_hmac bytea, p_at timestamptz)
returns integer
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_room integer;
begin
  select floor(least(
           case when p_user_id is not null then
             extract(epoch from l.per - greatest(u.theoretical_arrival_at - p_at, interval '0')) / greatest(extract(epoch from l.per / l.attempts), 0.000001)
           end,
           case when p_address_hmac is not null then
             extract(epoch from l.per - greatest(a.theoretical_arrival_at - p_at, interval '0'))
               / greatest(extract(epoch from l.per / (l.attempts * s.address_bucket_factor)), 0.000001)
           end) + 0.001)
    into strict v_room
    from private.throttle_limits as l
   cross join private.settings as s
    left join private.user_throttles as u
      on u.user_id = p_user_id and u.operation = l.operation and u.theoretical_arrival_at > p_at
    left join private.address_throttles as a
      on a.address_hmac = p_address_hmac and a.operation = l.operation and a.theoretical_arrival_at > p_at
   where l.operation = p_operation;
  return greatest(v_room, 0);
end;
$$;
revoke all on function private.log_room(text, uuid, bytea, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_room(text, uuid, bytea, timestamptz) is 'How many events the buckets of a user and of a client address (either may be NULL) have room for now; locks nothing.';

create or replace function private.log_event_fault(p_event jsonb)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when jsonb_typeof(p_event) <> 'object' then 'not_an_object'
    when p_event ->> 'kind' not in ('log', 'error', 'feedback') then 'unknown_kind'
    when p_event ->> 'level' not in ('debug', 'info', 'warning', 'error', 'fatal') then 'unknown_level'
  end;
end;
$$;
revoke all on function private.log_event_fault(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_event_fault(jsonb) is 'Why an event of log_events cannot be stored: not_an_object, unknown_kind, unknown_level; NULL when it can be.';

create or replace function private.log_row(p_event jsonb, p_user_id uuid, p_role text, p_at timestamptz)
returns public.app_logs
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row public.app_logs;
  v_limits jsonb := '{"event_id": 128, "code": 100, "message": 8192, "session_id": 128, "app_version": 32, "platform": 32}'::jsonb;
  v_texts jsonb;
begin
  select jsonb_object_agg(l.key, private.log_text(p_event -> l.key)) into v_texts from jsonb_each(v_limits) as l;
  v_row.received_at := p_at;
  v_row.log_id := gen_random_uuid();
  v_row.user_id := p_user_id;
  v_row.role := left(p_role, 63);
  v_row.kind := coalesce(p_event ->> 'kind', 'log');
  v_row.level := coalesce(p_event ->> 'level', case v_row.kind when 'error' then 'error' else 'info' end);
  v_row.event_id := left(v_texts ->> 'event_id', 128);
  v_row.code := left(v_texts ->> 'code', 100);
  v_row.message := left(v_texts ->> 'message', 8192);
  v_row.session_id := left(v_texts ->> 'session_id', 128);
  v_row.app_version := left(v_texts ->> 'app_version', 32);
  v_row.platform := left(v_texts ->> 'platform', 32);
  v_row.context := private.log_context(p_event -> 'context');
  v_row.client_ts := private.log_client_ts(p_event);
  v_row.is_truncated := coalesce(v_row.context ? 'dropped' and not (p_event -> 'context') ? 'dropped', false)
    or exists (select from jsonb_each_text(v_texts) as t join jsonb_each_text(v_limits) as l using (key) where length(t.value) > l.value::integer);
  return v_row;
end;
$$;
revoke all on function private.log_row(jsonb, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_row(jsonb, uuid, text, timestamptz) is 'The row of app_logs that an event becomes: secrets redacted, then texts cut to the columns'' lengths; is_truncated says so. User, role and time are the server''s.';

create or replace function private.take_log_quota(p_operation text, p_user_id uuid, p_address_hmac bytea, p_ready integer, p_wanted integer, p_at timestamptz, out taken integer, out retry_after integer)
returns record
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_limit private.throttle_limits;
  v_factor integer;
  v_missing integer;
  v_wait interval := '0'::interval;
begin
  select * into strict v_limit from private.throttle_limits as l where l.operation = p_operation;
  select s.address_bucket_factor into strict v_factor from private.settings as s;
  if p_user_id is not null then
    perform private.lock_user_throttle(p_operation, p_user_id);
  end if;
  if p_address_hmac is not null then
    perform private.lock_address_throttle(p_operation, p_address_hmac);
  end if;
  taken := least(p_ready, private.log_room(p_operation, p_user_id, p_address_hmac, p_at));
  v_missing := least(p_wanted - taken, v_limit.attempts);
  if taken > 0 then
    update private.user_throttles as t
       set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + taken * (v_limit.per / v_limit.attempts)
     where t.user_id = p_user_id and t.operation = p_operation;
    update private.address_throttles as t
       set theoretical_arrival_at = greatest(t.theoretical_arrival_at, p_at) + taken * (v_limit.per / (v_limit.attempts * v_factor))
     where t.address_hmac = p_address_hmac and t.operation = p_operation;
  end if;
  retry_after := 0;
  if v_missing > 0 then
    select max(greatest(b.arrival, p_at) + v_missing * b.spacing - v_limit.per - p_at) into v_wait
      from (select t.theoretical_arrival_at, v_limit.per / v_limit.attempts
              from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation
             union all
            select t.theoretical_arrival_at, v_limit.per / (v_limit.attempts * v_factor)
              from private.address_throttles as t where t.address_hmac = p_address_hmac and t.operation = p_operation) as b (arrival, spacing);
    retry_after := greatest(1, ceil(extract(epoch from v_wait)));
  end if;
end;
$$;
revoke all on function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_log_quota(text, uuid, bytea, integer, integer, timestamptz) is 'Counts log events against the buckets of the user and the client address (either may be NULL): as many of p_ready as there is room for. retry_after: seconds until the rest of p_wanted fits, or a whole bucket of it. Locks both buckets until the end of the transaction.';

create or replace function private.log_client_ts(p_event jsonb)
returns timestamptz
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.json_timestamp(p_event, 'client_ts');
exception
  when sqlstate 'PT400' then
    return null;
end;
$$;
revoke all on function private.log_client_ts(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_client_ts(jsonb) is 'The client''s clock in a log event, however wrong; NULL when it is no time.';

create or replace function private.lock_user_throttle(p_operation text, p_user_id uuid)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_arrival timestamptz;
begin
  loop
    insert into private.user_throttles (user_id, operation) values (p_user_id, p_operation) on conflict (user_id, operation) do nothing;
    select t.theoretical_arrival_at into v_arrival
      from private.user_throttles as t where t.user_id = p_user_id and t.operation = p_operation for update;
    -- Maintenance may have dropped the bucket, which was full, between the two.
    exit when found;
  end loop;
  return v_arrival;
end;
$$;
revoke all on function private.lock_user_throttle(text, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_user_throttle(text, uuid) is 'Locks a user''s throttle bucket until the end of the transaction, making it when there is none, and returns its theoretical arrival time.';

create or replace function private.lock_address_throttle(p_operation text, p_address_hmac bytea)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_arrival timestamptz;
begin
  loop
    insert into private.address_throttles (address_hmac, operation) values (p_address_hmac, p_operation) on conflict (address_hmac, operation) do nothing;
    select t.theoretical_arrival_at into v_arrival
      from private.address_throttles as t where t.address_hmac = p_address_hmac and t.operation = p_operation for update;
    -- Maintenance may have dropped the bucket, which was full, between the two.
    exit when found;
  end loop;
  return v_arrival;
end;
$$;
revoke all on function private.lock_address_throttle(text, bytea) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_address_throttle(text, bytea) is 'Locks a client address''s throttle bucket until the end of the transaction, making it when there is none, and returns its theoretical arrival time.';
commit;
