-- 4.4.1: save_custom_course stores the course whole, checks its shape and goes through the statuses in order.
begin;
select plan(60);

create temporary table t (name text primary key, value jsonb);
grant all on t to public;
insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
insert into public.user_profile (user_id, erased_at) values ('a0000000-0000-4000-8000-000000000003', '2026-01-01');
select private.ensure_user('a0000000-0000-4000-8000-000000000001', '2026-03-02T12:00Z');
select private.ensure_user('a0000000-0000-4000-8000-000000000002', '2026-03-02T12:00Z');
insert into t values ('hold', private.reserve_credits('a0000000-0000-4000-8000-000000000001', 2, 'course-job-1', interval '1 hour', null, '2026-03-02T12:00Z'));

create function pg_temp.save(p_course jsonb, p_user uuid default 'a0000000-0000-4000-8000-000000000001') returns jsonb language sql as
  $$ select private.save_custom_course(p_user, p_course, '2026-03-03T09:00Z') $$;
create function pg_temp.row(p_id text) returns public.custom_courses language sql as
  $$ select c from public.custom_courses as c where c.user_id = 'a0000000-0000-4000-8000-000000000001' and c.custom_course_id = p_id::uuid $$;
create function pg_temp.generation() returns bigint language sql as
  $$ select s.generation from private.user_sync as s where s.user_id = 'a0000000-0000-4000-8000-000000000001' $$;
create function pg_temp.misuse(p_course text, p_message text, p_rule text) returns text language sql as
  $$ select throws_ok(format('select private.save_custom_course(''a0000000-0000-4000-8000-000000000001'', %L, now())', p_course), 'PT400', p_message, p_rule) $$;
insert into t values ('generation', to_jsonb(pg_temp.generation()));

-- From the order to the course
insert into t select 'queued', pg_temp.save(jsonb_build_object('title', 'Better sleep', 'hold_id', value ->> 'hold_id')) from t where name = 'hold';
select is(value -> 'ok', 'true', '4.4.1 a course is saved') from t where name = 'queued';
select is(value ->> 'status', 'queued', '4.4.1 a new course is queued when nothing else is said') from t where name = 'queued';
select is(value -> 'created', 'true', '4.4.1 the answer says that it is new') from t where name = 'queued';
select is(q.value -> 'hold_id', h.value -> 'hold_id', '4.4.1 the hold that pays for it is kept with it') from t as q, t as h where q.name = 'queued' and h.name = 'hold';
select is(value ->> 'sha256', '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a', '4.4.1 an empty course has the hash of {}') from t where name = 'queued';
select ok(pg_temp.generation() > (select value::bigint from t where name = 'generation'), 'a new course is in the next handshake');

create function pg_temp.update(p_members jsonb) returns jsonb language sql as
  $$ select pg_temp.save(p_members || jsonb_build_object('custom_course_id', t.value ->> 'custom_course_id')) from t where t.name = 'queued' $$;
create function pg_temp.now_saved() returns public.custom_courses language sql as $$ select pg_temp.row(t.value ->> 'custom_course_id') from t where t.name = 'queued' $$;
select is(pg_temp.update('{"status": "generating"}') ->> 'status', 'generating', '4.4.1 queued becomes generating');
select is((pg_temp.now_saved()).title, 'Better sleep', '4.4.1 what an update leaves out stays');
select isnt((pg_temp.now_saved()).hold_id, null, '4.4.1 … the hold too');
insert into t values ('ready', pg_temp.update('{"status": "ready", "title": "Sleep", "course": {"b": null, "parts": [{"text": "é/\u2028", "gone": null}]},
  "audio": [{"audio_id": "a-1", "url": "https://cdn.example.com:8443/a-1.m4a?v=1", "sha256": "0000000000000000000000000000000000000000000000000000000000000000", "seconds": 600}]}'));
select is(value ->> 'status', 'ready', '4.4.1 generating becomes ready') from t where name = 'ready';
select is(value -> 'created', 'false', '4.4.1 it is the same course') from t where name = 'ready';
select is((pg_temp.now_saved()).course, '{"b": null, "parts": [{"text": "é/\u2028", "gone": null}]}', '4.4.1 the course is stored whole, null members included');
select is((pg_temp.now_saved()).sha256, encode(sha256(convert_to(E'{"b": null, "parts": [{"gone": null, "text": "é/\u2028"}]}', 'UTF8')), 'hex'), '4.4.1 its SHA-256 is taken by the database over the canonical text');
select is((pg_temp.now_saved()).sha256, value ->> 'sha256', '4.4.1 the answer has that SHA-256') from t where name = 'ready';
select is((pg_temp.now_saved()).audio -> 0 ->> 'audio_id', 'a-1', '4.4.1 audio references are stored');
select is((select count(*) from public.custom_courses where user_id = 'a0000000-0000-4000-8000-000000000001'), 1::bigint, '4.4.1 saving again by its id updates in place');

-- Statuses
select is(pg_temp.update('{"course": {"v": 2}}') ->> 'status', 'ready', '4.4.1 a ready course may be corrected');
select is((pg_temp.now_saved()).sha256, private.canonical_sha256('{"v": 2}'), '4.4.1 … its hash follows');
select is(pg_temp.update('{"status": "failed"}') ->> 'code', 'course_status_conflict', '4.4.1 a late failure does not undo a ready course');
select is(current_setting('response.status'), '409', '4.4.1 … with HTTP status 409');
select is((pg_temp.update('{"status": "failed"}') ->> 'details')::jsonb ->> 'status', 'ready', '4.4.1 … and the status it has');
select is((pg_temp.now_saved()).status, 'ready', '4.4.1 … nothing changed');
select is(private.may_become(f, t), e, format('4.4.1 %s to %s: %s', f, t, e))
  from (values ('queued', 'queued', true), ('queued', 'generating', true), ('queued', 'ready', true), ('queued', 'failed', true),
               ('generating', 'queued', false), ('generating', 'generating', true), ('generating', 'ready', true), ('generating', 'failed', true),
               ('ready', 'queued', false), ('ready', 'generating', false), ('ready', 'ready', true), ('ready', 'failed', false),
               ('failed', 'queued', true), ('failed', 'generating', true), ('failed', 'ready', false), ('failed', 'failed', true)) as v (f, t, e);

-- Holds and users
select is(pg_temp.save('{"title": "x", "hold_id": "b0000000-0000-4000-8000-000000000001"}') ->> 'code', 'hold_not_found', '4.4.1 an unknown hold is refused');
select is(pg_temp.save(jsonb_build_object('title', 'x', 'hold_id', value ->> 'hold_id'), 'a0000000-0000-4000-8000-000000000002') ->> 'code', 'hold_not_found', '4.4.1 another user''s hold is refused') from t where name = 'hold';
select is(pg_temp.save('{"title": "x"}', 'a0000000-0000-4000-8000-000000000009') ->> 'code', 'user_not_found', 'an unknown user is refused');
select is(pg_temp.save('{"title": "x"}', 'a0000000-0000-4000-8000-000000000003') ->> 'code', 'user_not_found', 'an erased user is refused');
select is(pg_temp.save(jsonb_build_object('title', 'Mine', 'custom_course_id', value ->> 'custom_course_id'), 'a0000000-0000-4000-8000-000000000002') ->> 'created', 'true', '4.4.1 an id that another user has makes a course of one''s own') from t where name = 'queued';
select is((pg_temp.now_saved()).title, 'Sleep', '4.4.1 … and leaves the other''s');

-- Numbers
select is(pg_temp.save('{"title": "x", "course": {"a": [1.5]}}') ->> 'code', 'unsupported_number', '4.4.1 a fraction in the course is refused');
select is((pg_temp.save('{"title": "x", "course": {"a": 9007199254740992}}') ->> 'details')::jsonb ->> 'number', '9007199254740992', '4.4.1 an integer beyond 2^53−1 is refused and named');
select is(current_setting('response.status'), '422', '4.4.1 … with HTTP status 422');

-- Shape and size
select pg_temp.misuse('[]', 'p_course must be a JSON object', '4.4.1 the argument is an object');
select pg_temp.misuse('{"title": "x", "user_id": "y"}', 'p_course has an unknown key: user_id', '4.4.1 unknown keys are misuse');
select pg_temp.misuse('{"status": "ready", "course": {}}', 'title is missing', '4.4.1 a new course needs a title');
select pg_temp.misuse('{"title": "x", "status": "ready"}', 'course is missing', '4.4.1 a ready course needs a course');
select pg_temp.misuse('{"title": "x", "status": "done"}', 'status must be one of queued, generating, ready, failed', '4.4.1 statuses are four');
select pg_temp.misuse('{"title": "x", "course": [1]}', 'course must be a JSON object', '4.4.1 the course is an object');
select pg_temp.misuse(jsonb_build_object('title', 'x', 'course', jsonb_build_object('a', repeat('é', 524284)))::text, 'course is larger than 1048576 bytes', '4.4.1 the limit of 1 MB is in bytes, not characters');
select is(pg_temp.save(jsonb_build_object('title', 'x', 'course', jsonb_build_object('a', repeat('é', 524283)))) -> 'ok', 'true', '4.4.1 1 MB to the byte is stored');
select pg_temp.misuse('{"title": "x", "audio": [{"audio_id": "a", "url": "http://x.example/a", "sha256": "' || repeat('0', 64) || '", "seconds": 1}]}', 'url of audio[0] must be an https address', '4.4.1 audio comes by https');
select pg_temp.misuse('{"title": "x", "audio": [{"audio_id": "a", "url": "https://x.example/a", "sha256": "' || repeat('G', 64) || '", "seconds": 1}]}', 'sha256 of audio[0] must be 64 lower-case hex digits', '4.4.1 audio hashes are checked');
select pg_temp.misuse('{"title": "x", "audio": [{"audio_id": "a", "url": "https://x.example/a", "sha256": "' || repeat('0', 64) || '"}]}', 'seconds of audio[0] is missing', '4.4.1 audio needs its length');
select pg_temp.misuse('{"title": "x", "audio": [{"audio_id": "a", "url": "https://x.example/a", "sha256": "' || repeat('0', 64) || '", "seconds": 1, "x": 1}]}', 'audio[0] has an unknown key: x', '4.4.1 audio has no other keys');
select pg_temp.misuse(format('{"title": "x", "audio": [%1$s, %1$s]}', '{"audio_id": "a", "url": "https://x.example/a", "sha256": "' || repeat('0', 64) || '", "seconds": 1}'), 'audio_id a is there twice', '4.4.1 audio ids differ');

select * from finish();
rollback;
