-- 4.1.2: register_device.
begin;
select plan(35);
create temporary table t (name text primary key, value jsonb);
grant all on t to public;
create function pg_temp.sign_in(p_n integer) returns void language sql as
  $$ select set_config('request.jwt.claims', jsonb_build_object('sub', ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0')))::text, true) $$;
create function pg_temp.device(p_id text, p_at timestamptz default now(), p_more jsonb default '{}') returns jsonb language sql as
  $$ select private.register_device('a0000000-0000-4000-8000-000000000001', private.device_argument(jsonb_build_object('device_id', p_id) || p_more), p_at) $$;
create function pg_temp.ids() returns text[] language sql as
  $$ select array_agg(e ->> 'device_id' order by n) from public.user_profile as p, jsonb_array_elements(p.devices) with ordinality as d (e, n)
      where p.user_id = 'a0000000-0000-4000-8000-000000000001' $$;

set local role authenticated;
select pg_temp.sign_in(1);
insert into t select 'first', public.register_device('{"device_id": "d-1", "platform": "ios", "model": "iPhone 15", "os_version": "18.2", "app_version": "1.4.2", "push_token": "secret-1"}');
select is(value ->> 'ok', 'true', '4.1.2 a device is registered') from t where name = 'first';
select is(value -> 'dropped', 'null', '4.1.2 no device had to go') from t where name = 'first';
select is((select array_agg(k order by k) from jsonb_object_keys(value -> 'device') as k),
  array['app_version', 'device_id', 'first_seen_at', 'last_seen_at', 'model', 'os_version', 'platform'], '4.1.2 the device as it is kept') from t where name = 'first';
select is((select p.devices from public.user_profile as p), jsonb_build_array(value -> 'device'), '4.1.2 it is in the profile that the user reads') from t where name = 'first';
select is((select count(*) from public.user_profile as p where to_jsonb(p)::text like '%secret-1%'), 0::bigint, '4.1.2 without its push token');
select throws_ok('select * from private.push_tokens', '42501', null, '4.1.2 push tokens are not for clients');
reset role;
select results_eq('select user_id, device_id, push_token from private.push_tokens', $$ values ('a0000000-0000-4000-8000-000000000001'::uuid, 'd-1', 'secret-1') $$, '4.1.2 the push token is in private');

-- In place.
insert into t select 'again', pg_temp.device('d-1', now() + interval '1 day', '{"app_version": "1.5.0", "model": null}');
select is(pg_temp.ids(), array['d-1'], '4.1.2 the same device_id updates in place');
select is(value -> 'device' ->> 'app_version', '1.5.0', '4.1.2 with what is new') from t where name = 'again';
select is(value -> 'device' ->> 'model', 'iPhone 15', 'null leaves what is stored') from t where name = 'again';
select is((value #>> '{device,first_seen_at}')::timestamptz, (select (f.value #>> '{device,first_seen_at}')::timestamptz from t as f where f.name = 'first'),
  '4.1.2 and keeps when it was first seen') from t where name = 'again';
select is((value #>> '{device,last_seen_at}')::timestamptz, now() + interval '1 day', 'and says when it was seen last') from t where name = 'again';
select is((select push_token from private.push_tokens), 'secret-1', 'a push token that is not sent stays');
select is(pg_temp.device('d-1', now() + interval '1 day', '{"push_token": "secret-2"}') ->> 'ok', 'true', 'a new push token');
select is((select push_token from private.push_tokens), 'secret-2', 'takes the place of the old one');
select is(pg_temp.device('d-1', now() + interval '1 day', '{"push_token": ""}') ->> 'ok', 'true', 'an empty push token');
select is((select count(*) from private.push_tokens), 0::bigint, 'deletes the stored one');

-- The eleventh: d-1 was seen last on the second day, d-2 … d-10 later; d-3 again at last.
select pg_temp.device('d-' || n, now() + make_interval(days => n), jsonb_build_object('push_token', 'secret-' || n)) from generate_series(2, 10) as n;
select pg_temp.device('d-1', now() + interval '20 days', '{}');
insert into public.audio_usage (user_id, audio_id, play_count) values ('a0000000-0000-4000-8000-000000000001', 'rain', 7);
select is(cardinality(pg_temp.ids()), 10, '4.1.2 up to ten devices');
select is(pg_temp.device('d-11', now() + interval '21 days') ->> 'dropped', 'd-2', '4.1.2 the least recently seen is dropped with notice');
select is(pg_temp.ids(), array['d-1', 'd-3', 'd-4', 'd-5', 'd-6', 'd-7', 'd-8', 'd-9', 'd-10', 'd-11'], '4.1.2 and the others stay');
select is((select array_agg(device_id order by device_id) from private.push_tokens where device_id in ('d-2', 'd-3')), array['d-3'], '4.1.2 its push token is deleted');
select is((select play_count from public.audio_usage), 7::bigint, '4.1.2 its play counts stay');
select is(pg_temp.device('d-3', now() + interval '22 days') -> 'dropped', 'null', 'one of the ten drops nobody');

-- The token that another user's phone had.
set local role authenticated;
select pg_temp.sign_in(2);
select is(public.register_device('{"device_id": "d-3", "push_token": "secret-3"}') ->> 'ok', 'true', 'a device and a token that another user has');
reset role;
select is((select count(*) from private.push_tokens where push_token = 'secret-3'), 2::bigint, 'leave that user''s alone');

-- Arguments.
set local role authenticated;
select throws_ok(format('select public.register_device(%L)', a), 'PT400', null, 'refused: ' || left(a, 60))
  from unnest(array['{}', '[]', '{"device_id": ""}', '{"device_id": 7}', '{"device_id": "d", "name": "x"}',
    jsonb_build_object('device_id', repeat('x', 129))::text, jsonb_build_object('device_id', 'd', 'model', repeat('x', 101))::text, '{"device_id": "d", "model": "a\nb"}']) as a;
select lives_ok($$ select public.register_device(jsonb_build_object('device_id', n || repeat('"', 120), 'platform', repeat('\', 16), 'model', repeat('"', 100),
  'os_version', repeat('"', 50), 'app_version', repeat('"', 32), 'push_token', repeat('x', 4096))) from generate_series(1, 10) as n $$, 'ten devices of the greatest size fit');
reset role;

-- The limit.
set local role authenticated;
select pg_temp.sign_in(4);
select count(public.register_device('{"device_id": "d"}')) from generate_series(1, 60);
select is(public.register_device('{"device_id": "d"}') ->> 'code', 'too_many_attempts', '4.1.2 every call counts: sixty an hour');
reset role;
select * from finish();
rollback;
