-- 4.8.1: play counts, at given times.
begin;
select plan(49);

insert into public.user_profile (user_id, devices) values
  ('a0000000-0000-4000-8000-000000000001', '[{"device_id": "phone"}, {"device_id": "tablet"}]'),
  ('a0000000-0000-4000-8000-000000000002', '[{"device_id": "phone"}]'),
  ('a0000000-0000-4000-8000-000000000004', '[{"device_id": "phone"}]'),
  ('a0000000-0000-4000-8000-000000000005', '[{"device_id": "phone"}]');
insert into public.user_profile (user_id, erased_at) values ('a0000000-0000-4000-8000-000000000003', '2026-01-01');
select private.ensure_user(u.user_id, '2026-03-02T12:00Z') from public.user_profile as u;

create function pg_temp.plays(p_device text, p_counts jsonb, p_user integer default 1, p_at timestamptz default '2026-03-03T12:00Z') returns jsonb language sql as
  $$ select private.record_plays(('a0000000-0000-4000-8000-00000000000' || p_user)::uuid, p_device, p_counts, p_at) $$;
create function pg_temp.total(p_audio text, p_user integer default 1) returns bigint language sql as
  $$ select u.play_count from public.audio_usage as u where u.user_id = ('a0000000-0000-4000-8000-00000000000' || p_user)::uuid and u.audio_id = p_audio $$;

select is(pg_temp.plays('phone', '{"ocean": 3, "rain": 1}'), '{"ok": true, "counts": {"ocean": 3, "rain": 1}}', '4.8.1 a device''s counts are taken over, and the answer has the totals');
select is(pg_temp.total('ocean'), 3::bigint, '4.8.1 they are in audio_usage');
select is(pg_temp.plays('phone', '{"ocean": 3, "rain": 1}') -> 'counts', '{"ocean": 3, "rain": 1}', '4.8.1 the same call again counts nothing twice');
select is(pg_temp.plays('phone', '{"ocean": 2}') -> 'counts', '{"ocean": 3}', '4.8.1 a count that comes late and is lower changes nothing');
select is(pg_temp.plays('phone', '{"ocean": 5}') -> 'counts', '{"ocean": 5}', '4.8.1 the count is cumulative: the greatest stays, nothing is added');
select is(pg_temp.plays('tablet', '{"ocean": 4, "waves": 2}') -> 'counts', '{"ocean": 9, "waves": 2}', '4.8.1 counts of two devices are summed');
select is(pg_temp.plays('phone', '{"ocean": 5}') -> 'counts', '{"ocean": 9}', '4.8.1 the answer has the total of all devices for each file sent');
select is(pg_temp.plays('phone', '{"waves": 0, "silence": 0}') -> 'counts', '{"waves": 2, "silence": 0}', '4.8.1 zero is a count like others, and makes no row');
select is(pg_temp.total('silence'), null, '4.8.1 a file that was never played has no row');
select is(pg_temp.plays('phone', '{}'), '{"ok": true, "counts": {}}', '4.8.1 no files are no error');
select is(pg_temp.plays('phone', '{"ocean": 1}', 2) -> 'counts', '{"ocean": 1}', '4.8.1 another user with a device of that name has counts of his own');
select is(pg_temp.total('ocean'), 9::bigint, '4.8.1 and changes nothing of hers');
select is(pg_temp.plays('phone', '{"rain": 1000000}') -> 'counts', '{"rain": 1000000}', '4.8.1 a device counts up to a million');

-- Which rows are written
select is((select d.updated_at from private.device_plays as d where d.user_id = 'a0000000-0000-4000-8000-000000000001' and d.device_id = 'tablet' and d.audio_id = 'ocean'), '2026-03-03T12:00Z', 'a count has the time of its change');
select is(pg_temp.plays('tablet', '{"ocean": 4, "waves": 3}', p_at => '2026-03-03T12:00:01Z') -> 'counts', '{"ocean": 9, "waves": 3}', 'a later call raises one of two counts');
select is((select d.updated_at from private.device_plays as d where d.user_id = 'a0000000-0000-4000-8000-000000000001' and d.device_id = 'tablet' and d.audio_id = 'ocean'), '2026-03-03T12:00Z', 'only changed rows are written');
select is((select u.updated_at from public.audio_usage as u where u.user_id = 'a0000000-0000-4000-8000-000000000001' and u.audio_id = 'ocean'), '2026-03-03T12:00Z', 'the same of the sum');
select is((select u.updated_at from public.audio_usage as u where u.user_id = 'a0000000-0000-4000-8000-000000000001' and u.audio_id = 'waves'), '2026-03-03T12:00:01Z', 'a changed sum has the new time');

-- Devices
select is(pg_temp.plays('watch', '{"ocean": 100}') ->> 'code', 'unknown_device', '4.8.1 a device that is not registered is refused');
select is(current_setting('response.status'), '404', '4.8.1 with 404');
select is(pg_temp.total('ocean'), 9::bigint, '4.8.1 and counts nothing');
update public.user_profile set devices = '[{"device_id": "phone"}, {"device_id": "reinstalled"}]' where user_id = 'a0000000-0000-4000-8000-000000000001';
select is(pg_temp.plays('reinstalled', '{"ocean": 1}') -> 'counts', '{"ocean": 10}', '4.8.1 a reinstall is a new device: it counts from nothing, and what the old one played stays in the sum');
select is(pg_temp.plays('tablet', '{"ocean": 50}') ->> 'code', 'unknown_device', '4.8.1 a device that was dropped from the list counts no more until it is registered again');
select is(pg_temp.plays('phone', '{"ocean": 1}', 3) ->> 'code', 'user_not_found', 'an erased user is refused');

-- Arguments
select throws_ok(format('select private.assert_play_counts(%L, %L)', d, c), 'PT400', null, 'refused: ' || why)
  from (values (null, '{}', 'no device'), ('', '{}', 'an empty device'), (repeat('x', 129), '{}', 'a long device'), ('d', null, 'no counts'), ('d', '[]', 'an array'),
               ('d', '{"a": -1}', 'a negative count'), ('d', '{"a": 1.5}', 'a fraction'), ('d', '{"a": 1000001}', 'a count over a million'), ('d', '{"a": "3"}', 'a string'),
               ('d', '{"a": 1e200}', 'an absurd number'), ('d', '{"": 1}', 'an empty file'), ('d', '{"a": null}', 'null'),
               ('d', jsonb_build_object(repeat('x', 201), 1)::text, 'a long file')) as t (d, c, why);
select throws_ok(format('select private.assert_play_counts(''d'', %L)', (select jsonb_object_agg('f' || i, 1) from generate_series(1, 501) as i)), 'PT400', null, '4.8.1 at most 500 files a call');
select lives_ok(format('select private.assert_play_counts(''d'', %L)', (select jsonb_object_agg('f' || i, 1) from generate_series(1, 500) as i)), '4.8.1 500 files are fine');

-- Limits of rows
insert into public.audio_usage (user_id, audio_id, play_count) select 'a0000000-0000-4000-8000-000000000004', 'f' || i, 1 from generate_series(1, 4999) as i;
select is((pg_temp.plays('phone', '{"new1": 1, "new2": 1}', 4) ->> 'details')::jsonb, '{"limit": 5000, "kind": "files"}', 'a user has at most 5,000 files');
select is(pg_temp.plays('phone', '{"new1": 1, "f1": 7, "zero": 0}', 4) -> 'ok', 'true', 'the last one fits, and known ones always do');
insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at) select 'a0000000-0000-4000-8000-000000000005', 'd' || i, 'f' || i % 100, 1, '2026-01-01' from generate_series(1, 20000) as i;
select is((pg_temp.plays('phone', '{"f1": 1}', 5) ->> 'details')::jsonb, '{"limit": 20000, "kind": "counts"}', 'and at most 20,000 counts of devices');

-- What is written
create function pg_temp.versions() returns text language sql as
  $$ select string_agg(v, ' ' order by v) from (select d.audio_id || d.ctid from private.device_plays as d where d.user_id = 'a0000000-0000-4000-8000-000000000002'
       union all select u.audio_id || u.ctid from public.audio_usage as u where u.user_id = 'a0000000-0000-4000-8000-000000000002') as t (v) $$;
select pg_temp.plays('phone', '{"a": 3, "b": 3}', 2, '2026-03-04T12:00Z');
create temporary table before as select pg_temp.versions() as versions;
select is(pg_temp.plays('phone', '{"a": 3, "b": 2, "c": 0}', 2, '2026-03-04T12:01Z') -> 'counts', '{"a": 3, "b": 3, "c": 0}', 'counts that did not grow are answered');
select is(pg_temp.versions(), (select versions from before), 'and nothing is written');
select results_eq($$select c.relname::text collate "default" from pg_class as c where c.oid in ('public.audio_usage'::regclass, 'private.device_plays'::regclass) and c.reloptions @> '{fillfactor=70}' order by 1$$,
  array['audio_usage', 'device_plays'], 'pages have room for counts to rise in place');
select throws_ok($$insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at) values ('a0000000-0000-4000-8000-000000000002', 'd', 'a', 0, now())$$, '23514', null, 'the table itself refuses a count of 0');
select throws_ok($$insert into public.audio_usage (user_id, audio_id, play_count) values ('a0000000-0000-4000-8000-000000000002', '', 1)$$, '23514', null, 'and a file without a name');

-- Throttle: every call counts
select is((select count(*) from generate_series(1, 117) where pg_temp.plays('nowhere', '{}', 2, '2026-03-05T12:00Z') ->> 'code' = 'unknown_device'), 117::bigint, 'calls that are refused count too');
select is((select array_agg(pg_temp.plays('phone', '{}', 2, '2026-03-05T12:00Z') ->> 'code') from generate_series(1, 4)), array[null, null, null, 'too_many_attempts'], 'after 120 calls within an hour it is 429');
select * from finish();
rollback;
