-- 4.9.1, 4.9.2: log_events and log_server_event, at given times.
begin;
select plan(96);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
insert into public.user_profile (user_id, erased_at) values ('a0000000-0000-4000-8000-000000000003', '2026-01-01');
create temporary table t (name text primary key, value jsonb);
create function pg_temp.send(p_events jsonb, p_user integer default 1, p_at timestamptz default '2026-03-03T12:00Z', p_role text default 'authenticated') returns jsonb language sql as
  $$ select private.log_events(p_events, case when p_user > 0 then ('a0000000-0000-4000-8000-00000000000' || p_user)::uuid end, p_role, p_at) $$;
create function pg_temp.counts(p_answer jsonb) returns text language sql as
  $$ select format('%s/%s/%s', p_answer -> 'accepted', p_answer -> 'dropped', p_answer -> 'duplicates') $$;
create function pg_temp.events(p_count integer, p_event jsonb default '{}') returns jsonb language sql as
  $$ select jsonb_agg(p_event) from generate_series(1, p_count) $$;
create function pg_temp.last() returns public.app_logs language sql as
  $$ select l from public.app_logs as l where l.code = 'last' order by l.received_at desc limit 1 $$;
-- A minute later each time, so that the last row is the newest.
create sequence pg_temp.minutes;
create function pg_temp.row_of(p_event jsonb) returns public.app_logs language plpgsql as
  $$ begin
       perform pg_temp.send(jsonb_build_array(p_event || '{"code": "last"}'), 2, '2026-03-03T12:00Z'::timestamptz + nextval('pg_temp.minutes') * interval '1 minute');
       return pg_temp.last();
     end $$;

-- What is stored
select is(pg_temp.send('[{"event_id": "e1", "kind": "error", "level": "warning", "code": "c", "message": "m", "context": {"a": [1]}, "session_id": "s", "app_version": "1.2.3", "platform": "ios", "client_ts": "2026-03-03T11:59:00+02:00"}]'),
  '{"ok": true, "accepted": 1, "dropped": 0, "duplicates": 0, "retry_after": 0, "dropped_events": []}', '4.9.1 the answer counts accepted, dropped and duplicates, and says when to retry');
select is((select (l.user_id, l.role, l.event_id, l.kind, l.level, l.code, l.message, l.is_truncated, l.context, l.session_id, l.app_version, l.platform)::text from public.app_logs as l),
  '(a0000000-0000-4000-8000-000000000001,authenticated,e1,error,warning,c,m,f,"{""a"": [1]}",s,1.2.3,ios)', '4.9.1 an event is a row');
select is((select l.received_at from public.app_logs as l), '2026-03-03T12:00Z', '4.9.2 the server sets the time of receipt');
select is((select l.client_ts from public.app_logs as l), '2026-03-03T09:59Z', '4.9.2 the client''s clock is kept beside it');
select is(pg_temp.counts(pg_temp.send('[{"user_id": "a0000000-0000-4000-8000-000000000002", "role": "service_role", "received_at": "2000-01-01T00:00:00Z", "log_id": "x", "message": "forged"}]')), '1/0/0', 'other keys are ignored');
select is((select (l.user_id, l.role, l.received_at = '2026-03-03T12:00Z')::text from public.app_logs as l where l.message = 'forged'), '(a0000000-0000-4000-8000-000000000001,authenticated,t)', '4.9.2 the server sets user, role and time, whatever the client says');
select is(pg_temp.counts(pg_temp.send('[{}]', 0, p_role => 'anon')), '1/0/0', '4.9.1 a visitor may log');
select is((select (l.user_id, l.role, l.kind, l.level)::text from public.app_logs as l where l.role = 'anon'), '(,anon,log,info)', '4.9.1 and has no user; an event is a log at level info unless it says otherwise');
select is((pg_temp.row_of('{"kind": "error"}')).level, 'error', 'an error has the level error unless it says otherwise');
select is((pg_temp.row_of('{"client_ts": "1970-01-01T00:00:00Z"}')).client_ts, '1970-01-01T00:00Z', '4.9.2 a wrong clock is kept as it is');
select is((pg_temp.row_of('{"client_ts": "2026-02-30T00:00:00Z"}')).client_ts, null, '4.9.2 what is no time is left out');
select is((pg_temp.row_of('{"client_ts": 1763812800}')).client_ts, null, '4.9.2 nor is a number one');
select is((pg_temp.row_of('{"message": {"a": "b@example.com"}}')).message, '{"a": "[redacted e-mail]"}', 'a message that is no string is kept as JSON text');
select is((pg_temp.row_of('{"message": null, "event_id": "", "context": null, "session_id": null}')).message, null, 'null and empty are left out');

-- The one look at all events at once must miss nothing that a look at each field would find
select is((pg_temp.row_of('{"context": {"api\nkey": "x"}}')).context, '{"api\nkey": "[redacted]"}', '4.9.2 an escape, which is letters in the text of JSON, hides no key');
select is(pg_temp.counts(pg_temp.send('[{"message": "plain", "client_ts": "2026-03-03T11:00:00Z"}, {"code": "of ann@example.com", "client_ts": "2026-03-03T11:00:00.5Z"}, {"message": "pl\nain", "client_ts": "noon"}, {"session_id": "ben@example.com"}]', p_at => '2026-03-03T12:00:30Z')), '4/0/0', 'events with and without secrets in one call');
select results_eq($$select concat_ws('|', l.message, l.code, l.session_id, l.client_ts at time zone 'UTC') collate "C" from public.app_logs as l where l.received_at = '2026-03-03T12:00:30Z' and l.user_id = 'a0000000-0000-4000-8000-000000000001' order by concat_ws('|', l.message, l.code, l.session_id) collate "C"$$,
  array['[redacted e-mail]', 'of [redacted e-mail]|2026-03-03 11:00:00.5', e'pl\nain', 'plain|2026-03-03 11:00:00'] collate "C", '4.9.2 each loses its own secrets only, and keeps its own time');

-- Sizes
select is((pg_temp.row_of(jsonb_build_object('message', repeat('ü', 8192)))).is_truncated, false, '4.9.1 a message of 8,192 characters is whole');
insert into t select 'long', to_jsonb(pg_temp.row_of(jsonb_build_object('message', repeat('ü', 8193))));
select is((select length(value ->> 'message') from t where name = 'long'), 8192, '4.9.1 a longer one is cut');
select is((select value -> 'is_truncated' from t where name = 'long'), 'true', '4.9.1 and flagged');
select is((pg_temp.row_of(jsonb_build_object('message', repeat('x ', 4090) || 'ann.example@example.com'))).message, repeat('x ', 4090) || '[redacted e-', '4.9.2 redaction comes before the cut: no piece of a secret stays at the end');
select is((pg_temp.row_of(jsonb_build_object('message', repeat('x ', 4080) || 'token ' || repeat('aB3', 40)))).message, repeat('x ', 4080) || 'token [redacted token]', '4.9.2 a long token over the cut is redacted whole');
select is(((pg_temp.row_of(jsonb_build_object('app_version', repeat('1', 40)))).is_truncated, length((pg_temp.last()).app_version))::text, '(t,32)', '4.9.1 other texts are cut and flagged too: an event is never lost for its length');
insert into t select 'context', to_jsonb(pg_temp.row_of(jsonb_build_object('context', jsonb_build_object('a', repeat('x ', 40000)))));
select is((select value -> 'context' from t where name = 'context'), '{"dropped": "too_large", "characters": 80009}', '4.9.1 a context that is too large is replaced');
select is((select value -> 'is_truncated' from t where name = 'context'), 'true', '4.9.1 and the row flagged');
select is((pg_temp.row_of(jsonb_build_object('context', (repeat('[', 33) || '1' || repeat(']', 33))::jsonb))).context, '{"dropped": "too_deep"}', 'a context of 33 levels is replaced');
select is((pg_temp.row_of(jsonb_build_object('context', (repeat('[', 5000) || '"a@example.com"' || repeat(']', 5000))::jsonb))).is_truncated, true, 'and one of 5,000 fails nothing');
select is((pg_temp.row_of(jsonb_build_object('context', (repeat('[', 32) || '"a@example.com"' || repeat(']', 32))::jsonb))).context, (repeat('[', 32) || '"[redacted e-mail]"' || repeat(']', 32))::jsonb, '4.9.2 secrets are found at every depth that is kept');
select is((pg_temp.row_of('{"context": {"dropped": "by the app"}}')).is_truncated, false, 'an app''s own context may say that something was dropped');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(50), 0)), '50/0/0', '4.9.1 50 events a call are fine');
insert into t select 'many', pg_temp.send(pg_temp.events(51));
select is((select value ->> 'code' from t where name = 'many'), 'payload_too_large', '4.9.1 51 are refused');
select is(current_setting('response.status'), '413', '4.9.1 with 413');
select is((select pg_temp.counts(value) from t where name = 'many'), '0/51/0', 'and the same keys as always');
select is(pg_temp.send(jsonb_build_array(jsonb_build_object('message', repeat('x ', 102400 - 10)))) ->> 'ok', 'true', '4.9.1 200 kB a call are fine');
select is(pg_temp.send(jsonb_build_array(jsonb_build_object('message', repeat('x ', 102400)))) ->> 'code', 'payload_too_large', '4.9.1 more are refused');
select is(pg_temp.send('[{"context": 1e100000}]') ->> 'code', 'payload_too_large', 'a number that is short in JSON and long as text is refused');
select is(pg_temp.send('[{"context": 1e-10000}]') ->> 'code', 'payload_too_large', 'the same the other way');
select is(octet_length(private.log_payload_text('[1e99, 0, -12.5]')), octet_length('[1000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000, 0, -12.5]'), 'ordinary numbers are measured');

-- Bad events do not harm the others
insert into t select 'mixed', pg_temp.send('[{"message": "good"}, 7, {"kind": "joke"}, {"level": "loud"}, null, [], {"kind": {}}, {"message": "good too"}]');
select is((select pg_temp.counts(value) from t where name = 'mixed'), '2/6/0', '4.9.1 a bad event is dropped and counted, the others are stored');
select is((select value -> 'dropped_events' from t where name = 'mixed'),
  '[{"index": 1, "reason": "not_an_object"}, {"index": 2, "reason": "unknown_kind"}, {"index": 3, "reason": "unknown_level"}, {"index": 4, "reason": "not_an_object"}, {"index": 5, "reason": "not_an_object"}, {"index": 6, "reason": "unknown_kind"}]',
  '4.9.1 with its reason');
select is(pg_temp.counts(pg_temp.send('[1, 2]')), '0/2/0', 'when all are bad it is still no error');
select is(pg_temp.counts(pg_temp.send('[]')), '0/0/0', 'nor when there are none');

-- Duplicates
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}, {"event_id": "e2"}, {"event_id": "e2"}, {}, {}]')), '3/0/2', '4.9.2 duplicate event ids are dropped, of an earlier call and within one; events without one never');
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}]', 2)), '1/0/0', '4.9.2 another user''s ids are his own: nobody suppresses another''s events');
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}]', 0)), '1/0/0', '4.9.2 a visitor''s too');
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}]', 0)), '0/0/1', '4.9.2 and his are dropped when repeated');
select is(pg_temp.counts(pg_temp.send('[{"event_id": "ann@example.com"}, {"event_id": "ben@example.com"}]')), '2/0/0', 'two ids that look alike once redacted are two');
select is((select count(*) from public.app_logs as l where l.event_id = '[redacted e-mail]'), 2::bigint, '4.9.2 and neither is stored as it was');
select is(pg_temp.counts(pg_temp.send(jsonb_build_array(jsonb_build_object('event_id', repeat('x', 200) || '1'), jsonb_build_object('event_id', repeat('x', 200) || '2')))), '2/0/0', 'nor two that are alike once cut');
select is(pg_temp.counts(pg_temp.send('[{"event_id": 7}, {"event_id": 7}]')), '1/0/1', 'an id may be a number');
select is((select e.received_at from private.recent_log_events as e where e.user_id = 'a0000000-0000-4000-8000-000000000002' and e.event_sha256 = sha256('e1')), '2026-03-03T12:00Z', 'an id has the time of its event, for retention');

-- Quotas
update private.throttle_limits set attempts = 10, per = '10 minutes' where operation = 'log_events';
update private.throttle_limits set attempts = 3, per = '30 minutes' where operation = 'log_feedback';
select is(pg_temp.counts(pg_temp.send(pg_temp.events(8), 2, '2026-04-01T12:00Z')), '8/0/0', '4.9.1 events within the quota are stored');
insert into t select 'part', pg_temp.send(pg_temp.events(5), 2, '2026-04-01T12:00Z');
select is((select pg_temp.counts(value) from t where name = 'part'), '2/3/0', '4.9.1 of those over it what fits is taken, in their order');
select is((select value -> 'dropped_events' -> 0 from t where name = 'part'), '{"index": 2, "reason": "over_quota"}', '4.9.1 and the answer says which to send again');
select is((select (value -> 'retry_after')::integer from t where name = 'part'), 180, '4.9.1 and when: a minute for each of the three');
insert into t select 'over', pg_temp.send(pg_temp.events(2), 2, '2026-04-01T12:00Z');
select is((select value ->> 'code' from t where name = 'over'), 'too_many_events', '4.9.1 when nothing fits it is a refusal');
select is(current_setting('response.status'), '429', '4.9.1 with 429');
select is((select (pg_temp.counts(value), value -> 'retry_after', (value ->> 'details')::jsonb)::text from t where name = 'over'), '(0/2/0,120,"{""retry_after"": 120}")', '4.9.1 and the same keys');
select is(current_setting('response.headers'), '[{"Retry-After": "120"}]', '4.9.1 and the header');
select is(pg_temp.counts(pg_temp.send('[{"kind": "feedback"}, {"level": "fatal", "kind": "error"}, {}]', 2, '2026-04-01T12:00Z')), '2/1/0', '4.9.1 feedback and fatal errors have a quota of their own');
select is(pg_temp.counts(pg_temp.send('[{"kind": "feedback"}, {"kind": "feedback"}]', 2, '2026-04-01T12:00Z')), '1/1/0', '4.9.1 which has an end too');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(1), 2, '2026-04-01T12:00:59Z')), '0/1/0', 'before a minute is over there is no room');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(2), 2, '2026-04-01T12:01:00Z')), '1/1/0', 'after it there is room for one');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(10), 1, '2026-04-01T12:00Z')), '10/0/0', 'another user has his own quota');
select is(pg_temp.counts(pg_temp.send('[1, 2, 3, 4, 5, 6, 7, 8, 9, {}, {}]', 1, '2026-04-02T12:00Z')), '1/10/0', 'events that are dropped count too');

-- By kilobytes: what an event takes beyond one counts as more events
create function pg_temp.sized(p_kilobytes integer) returns jsonb language sql as $$ select jsonb_build_object('message', repeat('x ', (p_kilobytes * 1024 - 100) / 2)) $$;
select is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.sized(4), pg_temp.sized(5), pg_temp.sized(2)), 1, '2026-04-02T18:00Z')), '2/1/0', '4.9.1 an event of four kilobytes and one of five take nine of ten');
select is((select t.theoretical_arrival_at from private.user_throttles as t where t.user_id = 'a0000000-0000-4000-8000-000000000001' and t.operation = 'log_events'), '2026-04-02T18:09Z', '4.9.1 and are counted so');
select is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.sized(2), '{}'::jsonb), 1, '2026-04-02T18:00Z')), '0/2/0', '4.9.1 what does not fit is not counted in part, and nothing overtakes it');
select is(pg_temp.send(jsonb_build_array(pg_temp.sized(2), '{}'::jsonb), 1, '2026-04-02T18:00Z') -> 'retry_after', '120', '4.9.1 the answer says when all of it fits');
select is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.sized(2), '{}'::jsonb), 1, '2026-04-02T18:02Z')), '2/0/0', '4.9.1 then it does');
select is(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.sized(60)), 1, '2026-04-02T20:00Z')), '1/0/0', '4.9.1 an event that is larger than the whole quota takes all of it');
select is(pg_temp.counts(pg_temp.send('[{}]', 1, '2026-04-02T20:00:59Z')), '0/1/0', '4.9.1 and leaves nothing');
select is((select array_agg(pg_temp.counts(pg_temp.send(jsonb_build_array(pg_temp.sized(60)), 0, '2026-04-02T20:00Z')) order by n) from generate_series(1, 34) as n)
  @> array['1/0/0', '0/1/0'], true, '4.9.1 visitors count by kilobytes too');
select is((select sum(octet_length(l.message)) / 1024 < 2100 from public.app_logs as l where l.received_at = '2026-04-02T20:00Z' and l.user_id is null), true, '4.9.1 as they come, all visitors without an address store 2 MB an hour');
select is((select l.attempts from private.throttle_limits as l where l.operation = 'visitor_feedback'), 10, '4.9.1 and feedback a tenth of that');

-- Visitors
update private.throttle_limits set attempts = 10, per = '10 minutes' where operation = 'visitor_events';
select is(pg_temp.counts(pg_temp.send(pg_temp.events(50), 0, '2026-04-03T12:00Z')), '50/0/0', 'without addresses all visitors share one bucket, 20 times a user''s');
select is((select array_agg(pg_temp.counts(pg_temp.send(pg_temp.events(50), 0, '2026-04-03T12:00Z'))) from generate_series(1, 4)), array['50/0/0', '50/0/0', '50/0/0', '0/50/0'], 'which is bounded');
update private.settings set client_address_header = 'x-real-ip';
set local request.headers = '{"x-real-ip": "203.0.113.7"}';
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}]', 0, '2026-04-03T12:00Z')), '1/0/0', 'with addresses each has its own, and its own ids');
set local request.headers = '{"x-real-ip": "203.0.113.8"}';
select is(pg_temp.counts(pg_temp.send('[{"event_id": "e1"}]', 0, '2026-04-03T12:00Z')), '1/0/0', '4.9.2 so that no visitor suppresses another''s event');
select is((select array_agg(pg_temp.counts(pg_temp.send(pg_temp.events(50), 0, '2026-04-03T12:00Z'))) from generate_series(1, 5)), array['50/0/0', '50/0/0', '50/0/0', '49/1/0', '0/50/0'], 'an address has 20 times a user''s events');
select is(pg_temp.counts(pg_temp.send('[{}]', 1, '2026-04-03T12:00Z')), '1/0/0', 'and users behind the same address count for themselves');
reset request.headers;

update private.throttle_limits set attempts = 3, per = '1 hour' where operation = 'all_visitors';
delete from private.address_throttles as t where t.operation = 'all_visitors';
create function pg_temp.from_address(p_n integer) returns text language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-real-ip', format('2001:db8:%s::1', p_n))::text, true);
  return pg_temp.counts(pg_temp.send(pg_temp.events(20), 0, '2026-04-03T18:00Z'));
end $$;
select is((select array_agg(pg_temp.from_address(n) order by n) from generate_series(1, 4) as n), array['20/0/0', '20/0/0', '20/0/0', '0/20/0'], '4.9.1 visitors of many addresses share one more bucket');
select is(current_setting('response.status'), '429', '4.9.1 and are told to wait');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(5), 1, '2026-04-03T18:00Z')), '5/0/0', '4.9.1 users are not');

-- The address's bucket is full, the user's is not: what was counted on the user's is taken back, but for what fits
set local request.headers = '{"x-real-ip": "203.0.113.9"}';
update private.throttle_limits set attempts = 10, per = '10 minutes' where operation = 'log_events';
insert into private.address_throttles (address_hmac, operation, theoretical_arrival_at)
select private.client_address_hmac('x-real-ip', s.client_address_key), 'log_events', '2026-04-04T12:00Z'::timestamptz + 198 * interval '10 minutes' / 200 from private.settings as s;
select is((select count(*) from private.address_throttles as t where t.operation = 'log_events' and t.theoretical_arrival_at = '2026-04-04T12:09:54Z'), 1::bigint, 'others behind an address have taken it but for two events');
select is(pg_temp.counts(pg_temp.send(pg_temp.events(5), 1, '2026-04-04T12:00Z')), '2/3/0', 'a user behind it has room for two');
select is((select t.theoretical_arrival_at from private.user_throttles as t where t.user_id = 'a0000000-0000-4000-8000-000000000001' and t.operation = 'log_events'),
  '2026-04-04T12:02Z', 'and two are counted on his own bucket');
reset request.headers;

-- What the table itself refuses, in one CHECK
select throws_ok(format('insert into public.app_logs (role, kind, level, %I) values (''anon'', ''log'', ''info'', %L)', c, v), '23514', null, 'app_logs refuses a long ' || c)
  from (values ('event_id', repeat('x', 129)), ('message', repeat('x', 8193)), ('context', to_jsonb(repeat('x', 65536))::text)) as t (c, v);
select throws_ok($$insert into public.app_logs (role, kind, level) values ('anon', 'joke', 'info')$$, '23514', null, 'and a kind that there is not');
select is((select c.relpersistence from pg_class as c where c.oid = 'private.recent_log_events'::regclass), 'u'::"char", 'recent identifiers are not logged: losing them repeats a log at most');

-- Who
select is(pg_temp.send('[{}]', 3) ->> 'code', 'user_not_found', 'an erased user is refused');
select is((select count(*) from public.app_logs as l where l.user_id = 'a0000000-0000-4000-8000-000000000003'), 0::bigint, 'and nothing is stored');
set local role anon;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001"}';
select is(public.log_events('[{"message": "by a visitor"}]') -> 'ok', 'true', 'a visitor may call it');
reset role;
select is((select l.user_id from public.app_logs as l where l.message = 'by a visitor'), null, 'and is nobody, whatever the claims say');
select * from finish();
rollback;
