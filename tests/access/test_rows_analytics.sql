-- Users and their course settings, the one table that clients write themselves: public.analytics.
begin;
select plan(30);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('b0000000-0000-4000-8000-000000000002');
insert into public.courses (course_code, title, price_micros, currency, status) values
  ('calm', 'Calm', 0, 'USD', 'published'), ('focus', 'Focus', 0, 'USD', 'published');
insert into public.custom_courses (user_id, custom_course_id, title, course, sha256) values
  ('a0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 'Hers', '{}', repeat('0', 64)),
  ('b0000000-0000-4000-8000-000000000002', 'f0000000-0000-4000-8000-000000000002', 'His', '{}', repeat('0', 64));
insert into public.analytics (user_id, analytics_id, course_code, voice) values
  ('b0000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000002', 'calm', 'ben');

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001"}';
select is_empty('select from public.analytics', 'a user sees nothing of another user''s settings');
select lives_ok($$insert into public.analytics (course_code, voice) values ('calm', 'anna')$$, 'a user adds settings without naming herself');
select results_eq('select a.user_id from public.analytics as a', array['a0000000-0000-4000-8000-000000000001'::uuid],
  'they are hers, and the only ones that she sees');
select lives_ok($$insert into public.analytics (user_id, custom_course_id, voice)
                  values ('a0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 'anna') returning *$$,
  'a user adds settings in her own name and reads the row back');
select lives_ok($$insert into public.analytics (user_id, course_code, voice) values ('a0000000-0000-4000-8000-000000000001', 'calm', 'otto')
                  on conflict (user_id, course_code, custom_course_id)
                  do update set user_id = excluded.user_id, course_code = excluded.course_code, voice = excluded.voice returning *$$,
  'a user upserts her settings as PostgREST does, setting every column that she sends');
select results_eq($$select a.voice from public.analytics as a where a.course_code = 'calm'$$, array['otto'], 'the upsert changed her row');

select throws_ok($$insert into public.analytics (user_id, course_code) values ('b0000000-0000-4000-8000-000000000002', 'focus')$$,
  '42501', null, 'a user cannot add settings for another user');
select throws_ok($$insert into public.analytics (user_id, course_code) values ('b0000000-0000-4000-8000-000000000002', 'focus') returning *$$,
  '42501', null, 'a user cannot add settings for another user when she asks for the row back either');
select throws_ok($$insert into public.analytics (user_id, course_code) values (null, 'focus')$$,
  '42501', null, 'a user cannot add settings that are nobody''s');
select throws_ok($$insert into public.analytics (user_id, course_code, voice) values ('b0000000-0000-4000-8000-000000000002', 'calm', 'ada')
                   on conflict (user_id, course_code, custom_course_id) do update set voice = excluded.voice$$,
  '42501', null, 'a user cannot overwrite another user''s settings by an upsert');
select throws_ok($$insert into public.analytics (user_id, course_code) values ('b0000000-0000-4000-8000-000000000002', 'calm')
                   on conflict do nothing$$,
  '42501', null, 'an upsert that does nothing does not tell whether another user''s row is there');
select throws_ok($$insert into public.analytics (user_id, analytics_id, course_code) values ('b0000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000002', 'focus')$$,
  '42501', null, 'another user''s key is refused before it could collide');
select throws_ok($$update public.analytics set user_id = 'b0000000-0000-4000-8000-000000000002'$$,
  '42501', null, 'a user cannot hand her settings to another user');
select throws_ok('update public.analytics set user_id = null', '42501', null, 'a user cannot make her settings nobody''s');
select throws_ok('update public.analytics set created_at = now()', '42501', null, 'a user cannot change when a row was made');
select throws_ok('update public.analytics set updated_at = now()', '42501', null, 'a user cannot change when a row was changed');
select throws_ok($$insert into public.analytics (course_code, created_at) values ('focus', '2000-01-01')$$,
  '42501', null, 'a user cannot date a row back');
select throws_ok($$insert into public.analytics (custom_course_id) values ('f0000000-0000-4000-8000-000000000002')$$,
  '23503', null, 'a user cannot keep settings for another user''s custom course');
select throws_ok($$insert into public.analytics (voice) values ('anna')$$, '23514', null, 'settings are for a course');
select throws_ok($$update public.analytics set voice = repeat('x', 101)$$, '23514', null, 'a voice has at most 100 characters');
select throws_ok('truncate public.analytics', '42501', null, 'a user cannot empty the table');

select lives_ok($$update public.analytics set voice = 'otto'$$, 'an update that names no row and reads nothing is no error');
select lives_ok($$update public.analytics set voice = 'stolen' where user_id = 'b0000000-0000-4000-8000-000000000002'$$,
  'changing another user''s settings is no error');
select lives_ok($$delete from public.analytics where user_id = 'b0000000-0000-4000-8000-000000000002' returning *$$,
  'deleting another user''s settings is no error');
select lives_ok($$delete from public.analytics where course_code = 'calm'$$, 'a user deletes her settings, whoever else has some for that course');

set local request.jwt.claims = '{}';
select throws_ok($$insert into public.analytics (course_code) values ('focus')$$, '42501', null, 'a token without a sub writes nothing');

set local role anon;
select throws_ok('select from public.analytics', '42501', null, 'a visitor cannot read settings');
select throws_ok($$insert into public.analytics (course_code) values ('focus')$$, '42501', null, 'a visitor cannot write settings');

reset role;
select results_eq('select a.voice from public.analytics as a where a.user_id = ''b0000000-0000-4000-8000-000000000002''', array['ben'],
  'the other user''s row is as it was');
select results_eq('select count(*) from public.analytics as a where a.user_id = ''a0000000-0000-4000-8000-000000000001''', array[1::bigint],
  'the user is left with the row that she did not delete');
select * from finish();
rollback;
