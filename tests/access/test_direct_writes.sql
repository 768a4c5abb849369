-- What clients write without a function, as PostgREST words it: upserts, RETURNING, other users' keys, bounds. That every cell
-- of the contract holds is proven elsewhere (proof.py); here is what it cannot say.
begin;
select plan(32);

insert into public.user_profile (user_id, email, first_name) values
  ('a0000000-0000-4000-8000-000000000001', 'ada@example.com', 'Ada'), ('b0000000-0000-4000-8000-000000000002', 'ben@example.com', 'Ben');
insert into public.user_profile (user_id, erased_at) values ('f0000000-0000-4000-8000-000000000006', '2026-01-01');
insert into public.courses (course_code, title, price_micros, currency, status) values
  ('calm', 'Calm', 0, 'USD', 'published'), ('focus', 'Focus', 0, 'USD', 'published'), ('gone', 'Gone', 1, 'USD', 'retired');
insert into public.custom_courses (user_id, custom_course_id, title, course, sha256) values
  ('a0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 'Hers', '{}', repeat('0', 64)),
  ('b0000000-0000-4000-8000-000000000002', 'f0000000-0000-4000-8000-000000000002', 'His', '{}', repeat('0', 64));
insert into public.custom_course_purchases (store, environment, transaction_id, original_transaction_id, product_id, purchased_at, link_email, link_token_sha256, link_expires_at) values
  ('stripe', 'production', '2', '2', 'custom', now(), 'ada@example.com', repeat('1', 64), now() + interval '1 day');
insert into public.analytics (user_id, analytics_id, course_code, voice) values
  ('b0000000-0000-4000-8000-000000000002', '90000000-0000-4000-8000-000000000002', 'calm', 'ben');
insert into public.course_purchases (user_id, course_code, source, validation, purchased_at) values ('b0000000-0000-4000-8000-000000000002', 'focus', 'grant', 'valid', now());
insert into public.subscriptions (user_id, plan, product_id, store, environment, transaction_id, original_transaction_id, started_at, expires_at, will_renew)
select u.user_id, 'premium', 'p', 'apple', 'production', 't', 't', now(), now() + interval '1 day', true from public.user_profile as u where u.first_name is not null;
insert into public.ai_usage (user_id, week_start, week_ends_at, clock_at) values ('a0000000-0000-4000-8000-000000000001', now(), now() + interval '1 day', now());

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001", "email": "ada@example.com", "email_verified": true}';
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
select throws_ok($$insert into public.analytics (custom_course_id) values ('f0000000-0000-4000-8000-000000000002')$$,
  '23503', null, 'a user cannot keep settings for another user''s custom course');
select throws_ok($$insert into public.analytics (voice) values ('anna')$$, '23514', null, 'settings are for a course');
select throws_ok($$update public.analytics set voice = repeat('x', 101)$$, '23514', null, 'a voice has at most 100 characters');
select is_empty($$delete from public.analytics where user_id = 'b0000000-0000-4000-8000-000000000002' returning *$$,
  'deleting another user''s settings is no error and gives back nothing');
select isnt_empty($$delete from public.analytics where course_code = 'calm' returning *$$, 'a user deletes her settings, whoever else has some for that course');

select lives_ok($$update public.user_profile set first_name = 'Augusta', last_name = 'King', display_name = 'Ada', locale = 'en-GB' returning *$$,
  'a user changes her names and locale and reads the row back');
select is_empty($$update public.user_profile set first_name = 'Stolen' where user_id = 'b0000000-0000-4000-8000-000000000002' returning *$$,
  'changing another user''s name is no error and gives back nothing');
select throws_ok($$insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001') on conflict (user_id) do update set role = 'admin'$$,
  '42501', null, 'a user cannot upsert an account');
select lives_ok($$update public.custom_courses set title = 'Mine', archived_at = now() returning *$$, 'a user renames and archives her course and reads it back');
select is_empty('select from public.custom_course_purchases', 'the holder of the address does not see a purchase that waits for its claim');
select results_eq('select s.state, s.entitled from public.subscriptions as s', $$values ('active', true)$$, 'a user reads the computed fields of her plan');

set local request.jwt.claims = '{"sub": "f0000000-0000-4000-8000-000000000006"}';
select throws_ok($$update public.user_profile set first_name = 'Back'$$, '23514', null, 'an erased account takes no name again');
set local request.jwt.claims = '{}';
select throws_ok($$insert into public.analytics (course_code) values ('focus')$$, '42501', null, 'a token without a sub writes nothing');

set local role dochub_admin;
select lives_ok($$insert into public.courses (course_code, title, price_micros, currency) values ('new', 'New', 1, 'USD') returning *$$, 'an administrator adds a course');
select lives_ok($$insert into public.courses (course_code, title, price_micros, currency) values ('new', 'Newer', 1, 'USD')
                  on conflict (course_code) do update set title = excluded.title, course_code = excluded.course_code$$, 'an administrator upserts a course');
select isnt_empty($$update public.courses set status = 'published' where course_code = 'new' returning *$$, 'an administrator publishes a course');
select isnt_empty($$delete from public.courses where course_code = 'gone' returning *$$, 'an administrator deletes a course that nobody has');
select throws_ok($$delete from public.courses where course_code = 'focus'$$, null, null, 'not one that somebody has');
set local role service_role;
select isnt_empty($$update public.courses set title = 'Newest' where course_code = 'new' returning *$$, 'an edge function changes a course');

-- Foreign keys lock the rows that they point to as the tables' owner, who has lost nearly all of UPDATE on the ledger.
set local role dochub_owner;
select lives_ok($$with l as (insert into private.credit_ledger (user_id, entry_no, kind, bank, week_start, occurred_at)
                             values ('a0000000-0000-4000-8000-000000000001', 1, 'purchase', 1, now(), now()))
                  insert into private.credit_reasons (user_id, entry_no, reason) values ('a0000000-0000-4000-8000-000000000001', 1, 'why')$$,
  'the owner''s functions add to the ledger and to what points to it');

reset role;
select results_eq('select p.first_name from public.user_profile as p order by p.user_id', array['Augusta', 'Ben', null], 'only the user''s own account changed');
select results_eq('select a.voice from public.analytics as a order by a.user_id', array['anna', 'ben'], 'only the user''s own settings changed');
select * from finish();
rollback;
