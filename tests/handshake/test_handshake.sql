-- 4.6.1: request and answer of handshake.
begin;
select plan(82);

create temporary table t (name text primary key, value jsonb);
grant all on t to public;
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create function pg_temp.sign_in(p_n integer) returns void language sql as
  $$ select set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.u(p_n))::text, true) $$;
create function pg_temp.keys(p_json jsonb) returns text language sql as $$ select string_agg(k, ' ' order by k) from jsonb_object_keys(p_json) as k $$;
-- Hashes of a full answer, as an app would send them back.
create function pg_temp.manifests(p_answer jsonb) returns jsonb language sql as
  $$ select coalesce(jsonb_object_agg(c ->> 'name', c -> 'sha256'), '{}') from jsonb_array_elements(p_answer -> 'changed') as c $$;
create function pg_temp.courses(p_answer jsonb) returns jsonb language sql as
  $$ select coalesce(jsonb_object_agg(c ->> 'custom_course_id', c -> 'sha256'), '{}') from jsonb_array_elements(p_answer -> 'custom_courses') as c $$;
create function pg_temp.names(p_answer jsonb) returns text language sql as
  $$ select coalesce(string_agg(c ->> 'name', ' ' order by n), '') from jsonb_array_elements(p_answer -> 'changed') with ordinality as a (c, n) $$;

-- Catalog and one user with something of everything.
set local role service_role;
select public.publish_manifest('shop.json', '{"items": [1, 2], "text": "Grüße 🌙"}');
select public.publish_manifest('ads.json', '[]');
select public.publish_manifest('clinic.json', '{"of": "clinic"}', '{"effective_at": "2026-01-01T00:00:00Z"}');
reset role;
insert into public.cohorts (slug, name, kind, splash, grant_courses) values ('clinic', 'Clinic', 'institution', '{"title": "Welcome"}', '{granted}');
insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 9990000, 'EUR', 'published'), ('granted', 'Granted', 0, 'EUR', 'published');
insert into public.user_profile (user_id) values (pg_temp.u(1)), (pg_temp.u(2));
insert into public.user_cohorts (user_id, slug, source, variant) values (pg_temp.u(1), 'clinic', 'join_code', null);
insert into public.course_purchases (user_id, course_code, source, validation, purchased_at) values (pg_temp.u(1), 'sleep', 'grant', 'valid', now());
insert into public.custom_courses (user_id, custom_course_id, title, status, course, audio, sha256, created_at) values
  (pg_temp.u(1), 'c0000000-0000-4000-8000-000000000001', 'First', 'ready', '{"steps": 1}', '[{"audio_id": "x"}]', private.canonical_sha256('{"steps": 1}'), '2026-01-01Z'),
  (pg_temp.u(1), 'c0000000-0000-4000-8000-000000000002', 'Second', 'queued', '{"steps": 2}', '[]', private.canonical_sha256('{"steps": 2}'), '2026-01-02Z');
insert into public.custom_courses (user_id, title, course, sha256, revoked_at) values (pg_temp.u(1), 'Refunded', '{}', private.canonical_sha256('{}'), now());

set local role authenticated;
select pg_temp.sign_in(1);

-- The full answer.
insert into t select 'full', public.handshake('{"schema": 1, "platform": "ios", "app_version": "1.4.2", "locale": "en"}');
select is(pg_temp.keys(value), 'changed cohort complete cookie courses credits custom_courses entitlements ok removed reset server_time', '4.6.1 keys of the full answer') from t where name = 'full';
select is(value -> 'ok', 'true', '4.6.1 it is ok') from t where name = 'full';
select is(value -> 'reset', 'true', '4.6.3 a first handshake is a reset') from t where name = 'full';
select is(pg_temp.names(value), 'ads.json clinic.json shop.json', '4.6.1 changed has every file, by name') from t where name = 'full';
select is(pg_temp.keys(value -> 'changed' -> 0), 'content name sha256 version', '4.6.1 keys of a changed file') from t where name = 'full';
select is(value -> 'changed' -> 2 -> 'content', '{"items": [1, 2], "text": "Grüße 🌙"}', '4.6.1 with its content') from t where name = 'full';
select is(value -> 'changed' -> 2 ->> 'sha256', encode(sha256(convert_to('{"text": "Grüße 🌙", "items": [1, 2]}', 'UTF8')), 'hex'), '4.6.1 and the SHA-256 of its canonical text') from t where name = 'full';
select is(value -> 'removed', '[]', '4.6.1 nothing removed') from t where name = 'full';
select is(pg_temp.keys(value -> 'entitlements'), 'entitled environment expires_at plan source state will_renew', '4.6.1 keys of entitlements') from t where name = 'full';
select is(value -> 'entitlements', public.my_entitlements() - array['ok', 'courses', 'custom_courses', 'subscriptions'], '4.6.1 entitlements are what my_entitlements says') from t where name = 'full';
select is(value -> 'courses', '["granted", "sleep"]', '4.6.1 courses: codes of what is bought and what the cohort grants') from t where name = 'full';
select is(value -> 'cohort', '{"slug": "clinic", "splash": {"title": "Welcome"}, "variant": null}', '4.6.1 cohort with its splash screen') from t where name = 'full';
select is(value -> 'credits', public.credit_balance() - 'ok', '4.6.1 credits are what credit_balance says') from t where name = 'full';
select is((value ->> 'server_time')::timestamptz, now(), '4.6.1 server_time is now') from t where name = 'full';
select is(jsonb_array_length(value -> 'custom_courses'), 2, '4.6.1 custom courses, without the refunded one') from t where name = 'full';
select is(pg_temp.keys(value -> 'custom_courses' -> 0), 'archived_at audio course custom_course_id sha256 status title updated_at', '4.6.1 keys of a custom course that the app has not got') from t where name = 'full';
select is(value -> 'custom_courses' -> 0 -> 'course', '{"steps": 1}', '4.6.1 with the course') from t where name = 'full';
select is(value -> 'custom_courses' -> 0 -> 'audio', '[{"audio_id": "x"}]', '4.6.1 and its audio references') from t where name = 'full';
select is(value -> 'complete', 'true', 'a reset is complete') from t where name = 'full';

-- The unchanged answer.
create function pg_temp.again(p_more jsonb) returns jsonb language sql as
  $$ select public.handshake('{"schema": 1, "platform": "ios", "app_version": "1.4.2", "locale": "en"}' || (select jsonb_build_object('cookie', value -> 'cookie') from t where name = 'full') || p_more) $$;
insert into t select 'unchanged', pg_temp.again('{}');
select is(pg_temp.keys(value), 'changed cookie credits ok removed reset server_time', '4.6.1 keys of the unchanged answer') from t where name = 'unchanged';
select is(value - array['credits', 'server_time', 'cookie'], '{"ok": true, "reset": false, "changed": [], "removed": []}', '4.6.1 nothing changed') from t where name = 'unchanged';
select is(value -> 'cookie', (select value -> 'cookie' from t where name = 'full'), '4.6.1 the cookie stays') from t where name = 'unchanged';
select cmp_ok(octet_length(value::text), '<', 430, '4.6.1 the unchanged answer is well under 500 bytes') from t where name = 'unchanged';
select is(pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value), 'custom_courses', pg_temp.courses(value))),
  (select value from t where name = 'unchanged'), '4.6.1 unchanged with the hashes that are right') from t where name = 'full';
select is(pg_temp.again('{"manifests": null, "custom_courses": null}'), (select value from t where name = 'unchanged'), '4.6.1 null is like absent: the app does not say what it holds');

-- A file lost or damaged on the phone heals although the cookie is current.
insert into t select 'lost', pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value) - 'shop.json')) from t where name = 'full';
select is(pg_temp.names(value), 'shop.json', '4.6.1 a file not held is sent again though the cookie is current') from t where name = 'lost';
select is(value -> 'reset', 'false', '4.6.1 without a reset') from t where name = 'lost';
select is(value -> 'complete', 'false', 'and changed is not the whole set') from t where name = 'lost';
select ok(not value -> 'custom_courses' -> 0 ?| array['course', 'audio'], '4.6.1 courses of which the app says nothing are not sent while the cookie is current') from t where name = 'lost';
select is(pg_temp.names(pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value) || '{"ads.json": "0000"}'))), 'ads.json', '4.6.1 a file of another hash is sent again') from t where name = 'full';
select is(pg_temp.names(pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value) || '{"ads.json": null}'))), 'ads.json', '4.6.1 a file whose hash the app does not know is sent again') from t where name = 'full';
select is(pg_temp.names(pg_temp.again('{"manifests": {}}')), 'ads.json clinic.json shop.json', '4.6.1 an app that holds nothing gets everything');
insert into t select 'extra', pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value) || '{"old.json": "00", "gone.json": null}')) from t where name = 'full';
select is(value -> 'removed', '["gone.json", "old.json"]', '4.6.1 a name held that is not in the set is removed') from t where name = 'extra';
select is(value -> 'changed', '[]', '4.6.1 and nothing else is sent') from t where name = 'extra';

-- Custom courses by hash.
insert into t select 'course', pg_temp.again(jsonb_build_object('custom_courses', pg_temp.courses(value) || '{"c0000000-0000-4000-8000-000000000002": "00"}')) from t where name = 'full';
select ok(not value -> 'custom_courses' -> 0 ?| array['course', 'audio'], '4.6.1 a custom course whose hash is right is listed without content') from t where name = 'course';
select ok(value -> 'custom_courses' -> 1 ?& array['course', 'audio'], '4.6.1 one whose hash differs has course and audio') from t where name = 'course';
select is(value -> 'changed', '[]', '4.6.1 files are left alone') from t where name = 'course';
select ok((pg_temp.again('{"custom_courses": {}}') -> 'custom_courses' -> 0) ? 'course', '4.6.1 an app that holds no custom course gets all');
select is(pg_temp.keys(pg_temp.again(jsonb_build_object('custom_courses', pg_temp.courses(value) || '{"c0000000-0000-4000-8000-000000000009": "00"}')) -> 'custom_courses' -> 0),
  'archived_at custom_course_id sha256 status title updated_at', '4.6.1 a course held that the user has not: the list says which are there') from t where name = 'full';
reset role;
update public.custom_courses set audio = '[{"audio_id": "y"}]' where custom_course_id = 'c0000000-0000-4000-8000-000000000001';
set local role authenticated;
insert into t select 'audio', pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value), 'custom_courses', pg_temp.courses(value))) from t where name = 'full';
select is(value -> 'custom_courses' -> 0 -> 'audio', '[{"audio_id": "y"}]', 'new audio references arrive though the hash, which is the course''s, is the same') from t where name = 'audio';
select ok(not value -> 'custom_courses' -> 0 ? 'course', 'without the course') from t where name = 'audio';
update public.custom_courses set title = 'Renamed', archived_at = '2026-02-01Z' where custom_course_id = 'c0000000-0000-4000-8000-000000000001';
insert into t select 'renamed', pg_temp.again(jsonb_build_object('manifests', pg_temp.manifests(value), 'custom_courses', pg_temp.courses(value))) from t where name = 'full';
select is(value -> 'custom_courses' -> 0 ->> 'title', 'Renamed', '4.6.3 a title that the user changed is in the next handshake') from t where name = 'renamed';
select is((value -> 'custom_courses' -> 0 ->> 'archived_at')::timestamptz, '2026-02-01Z', '4.6.3 and an archived course is listed as such') from t where name = 'renamed';

-- Arguments.
select throws_ok(format('select public.handshake(%L)', r), 'PT400', m, '4.6.1 bad request: ' || left(r::text, 60))
  from (values
    ('[]'::jsonb, 'p_request must be a JSON object'), ('7', null), ('"x"', null), ('true', null),
    ('{"cookie": 7}', null), ('{"cookie": {}}', null), ('{"schema": "1"}', null), ('{"schema": -1}', null), ('{"schema": 1.5}', null), ('{"schema": 1e300}', null),
    ('{"platform": []}', null), ('{"platform": "12345678901234567"}', null),
    (jsonb_build_object('app_version', repeat('1', 33)), 'app_version must be a string of at most 32 characters'), (jsonb_build_object('locale', repeat('x', 36)), null),
    ('{"manifests": []}', null), ('{"manifests": "x"}', null), ('{"manifests": {"a": 7}}', null), ('{"manifests": {"a": {}}}', null),
    (jsonb_build_object('manifests', jsonb_build_object('a', repeat('f', 101))), null), (jsonb_build_object('manifests', jsonb_build_object(repeat('a', 101), 'f')), null),
    ((select jsonb_build_object('manifests', jsonb_object_agg(n, 'x')) from generate_series(1, 501) as n), 'manifests must be an object of at most 500 names with their SHA-256, each of at most 100 characters'),
    ((select jsonb_build_object('custom_courses', jsonb_object_agg(n, 'x')) from generate_series(1, 1001) as n), null),
    ('{"custom_courses": 7}', null)) as b (r, m);
select throws_ok($$ select public.handshake(jsonb_build_object('other', repeat('x', 262144))) $$, 'PT400', 'p_request is larger than 262144 bytes', '4.6.1 a request of 256 kB is refused');
select lives_ok($$ select public.handshake((select jsonb_build_object('manifests', jsonb_object_agg(lpad(n::text, 100, 'x'), repeat('f', 100))) from generate_series(1, 500) as n)) $$, '4.6.1 500 long names are not too many');
select is(public.handshake('{"push_token": "from the future", "deep": {"er": 1}}') -> 'ok', 'true', '4.6.1 unknown keys are ignored');
select is(public.handshake() -> 'ok', 'true', '4.6.1 without a request');
select is(public.handshake('null') -> 'reset', 'true', '4.6.1 a JSON null is no request');
select is(pg_temp.again(m), public.handshake(to_jsonb((select jsonb_build_object('schema', 1, 'platform', 'ios', 'app_version', '1.4.2', 'locale', 'en', 'cookie', value -> 'cookie') || m from t where name = 'full')::text)),
  '4.6.6 the request as a string, as a GET has it, is the same request') from (values ('{}'::jsonb), ('{"manifests": {}}')) as v (m);
select is(public.handshake('{"cookie": null, "schema": null, "platform": null, "app_version": null, "locale": null}') -> 'ok', 'true', '4.6.1 nulls are like absent keys');

-- Callers.
select pg_temp.sign_in(7);
select is(public.handshake() -> 'ok', 'true', 'a user never seen before is answered');
reset role;
select is((select count(*) from public.user_profile where user_id = pg_temp.u(7)), 1::bigint, 'and has an account from then on');
update public.user_profile set erased_at = now() where user_id = pg_temp.u(7);
set local role authenticated;
select is(public.handshake() ->> 'code', 'user_not_found', 'an erased user is not');
select is(current_setting('response.status'), '404', 'and user_not_found has HTTP status 404');
select set_config('request.jwt.claims', '{}', true);
select throws_ok('select public.handshake()', '42501', null, 'a token without a user is refused');
reset role;
set local role anon;
select throws_ok('select public.handshake()', '42501', null, 'anon may not call handshake');
reset role;
set local role service_role;
select throws_ok('select public.handshake()', '42501', null, 'nor may service_role');
reset role;
set local role dochub_admin;
select throws_ok('select public.handshake()', '42501', null, 'nor may dochub_admin');
reset role;
select * from finish();
rollback;
