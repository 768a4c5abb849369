-- Deploy functions/logs/log_batch: stamped from functions/logs/log_batch.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.log_batch(p_events jsonb, p_user_id uuid, p_role text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_bytes integer;
  v_address bytea := private.client_address_hmac();
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
revoke all on function private.log_batch(jsonb, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_batch(jsonb, uuid, text, timestamptz) is 'log_events at a given time, by a user or (NULL) by nobody in particular; p_events is an array.';
commit;
