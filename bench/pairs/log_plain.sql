-- Fifty short events with nothing in them to hide.
-- The limit is sent what is to be stored: nothing in it looks for secrets.
-- @role authenticated
-- @each
\set user random(1, :users)
\set key random(1, 1000000000000)
-- @define events
select jsonb_agg(jsonb_build_object('event_id', 'event-#-' || i, 'kind', 'log', 'level', 'info', 'message', 'Player opened'))::text
  from generate_series(1, 50) as i
-- @define stored
select jsonb_agg(jsonb_build_object('event_id', 'event-#-' || i, 'kind', 'log', 'level', 'info', 'message', 'Player opened'))::text
  from generate_series(1, 50) as i
-- @ours
-- call log_events
'{"p_events": ' || replace(:events, '#', :key::text) || '}'
-- @same
-- transaction
update private.user_throttles as t
   set theoretical_arrival_at = greatest(t.theoretical_arrival_at, now()) + interval '12 ms'
 where t.user_id = md5('u' || :user)::uuid and t.operation = 'log_events' and t.theoretical_arrival_at < now() + interval '1 minute';
with sent as materialized (
  select e.*, sha256(convert_to(e.event_id, 'UTF8')) as event_sha256
    from jsonb_to_recordset(replace(:stored, '#', :key::text)::jsonb) as e (
      event_id text, kind text, level text, code text, message text, context jsonb, session_id text, app_version text, platform text, client_ts timestamptz)),
fresh as (
  insert into private.recent_log_events (user_id, address_hmac, event_sha256, received_at)
  select md5('u' || :user)::uuid, '', s.event_sha256, now() from sent as s
  on conflict (user_id, address_hmac, event_sha256) do nothing
  returning event_sha256)
insert into public.app_logs (user_id, role, event_id, kind, level, code, message, context, session_id, app_version, platform, client_ts)
select md5('u' || :user)::uuid, 'authenticated', s.event_id, s.kind, s.level, s.code, s.message, s.context, s.session_id, s.app_version, s.platform, s.client_ts
  from sent as s join fresh as f using (event_sha256);
-- @bare
-- transaction
insert into bench.log_plain_batches (user_id, events) values (md5('u' || :user)::uuid, replace(:stored, '#', :key::text)::jsonb);
-- @rises 50
select count(*) from public.app_logs
-- @expect
(:body::jsonb ->> 'ok')::boolean and (:body::jsonb ->> 'accepted')::integer = 50
-- @prepare
create table bench.log_plain_batches (received_at timestamptz not null default now(), user_id uuid not null, events jsonb not null);
create index on bench.log_plain_batches (user_id, received_at);
