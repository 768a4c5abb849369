-- Users and their custom courses: public.custom_courses, public.custom_course_purchases.
begin;
select plan(17);

insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('b0000000-0000-4000-8000-000000000002');
insert into public.custom_courses (user_id, custom_course_id, title, course, sha256) values
  ('a0000000-0000-4000-8000-000000000001', 'f0000000-0000-4000-8000-000000000001', 'Hers', '{}', repeat('0', 64)),
  ('b0000000-0000-4000-8000-000000000002', 'f0000000-0000-4000-8000-000000000002', 'His', '{}', repeat('0', 64));
insert into public.custom_course_purchases (purchase_id, user_id, store, environment, transaction_id, original_transaction_id, product_id, purchased_at, link_email, link_token_sha256, link_expires_at) values
  ('10000000-0000-4000-8000-000000000001', 'a0000000-0000-4000-8000-000000000001', 'stripe', 'production', '1', '1', 'custom', now(), null, null, null),
  ('10000000-0000-4000-8000-000000000002', null, 'stripe', 'production', '2', '2', 'custom', now(), 'ada@example.com', repeat('1', 64), now() + interval '1 day');

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001", "email": "ada@example.com", "email_verified": true}';
select results_eq('select c.title from public.custom_courses as c', array['Hers'], 'a user sees her own custom courses only');
select lives_ok($$update public.custom_courses set title = 'Mine', archived_at = now() returning *$$, 'a user renames and archives her course and reads it back');
select lives_ok($$update public.custom_courses set title = 'Mine'$$, 'so she does when she names no row and reads nothing');
select lives_ok($$update public.custom_courses set title = 'Stolen' where user_id = 'b0000000-0000-4000-8000-000000000002'$$, 'renaming another user''s course is no error');
select throws_ok($$update public.custom_courses set course = '{"a": 1}'$$, '42501', null, 'a user cannot change the course itself');
select throws_ok($$update public.custom_courses set status = 'ready'$$, '42501', null, 'a user cannot declare a course ready');
select throws_ok('update public.custom_courses set revoked_at = null', '42501', null, 'a user cannot take back a refund');
select throws_ok('update public.custom_courses set hold_id = null', '42501', null, 'a user cannot detach the credits that pay for it');
select throws_ok($$update public.custom_courses set user_id = 'b0000000-0000-4000-8000-000000000002'$$, '42501', null, 'a user cannot give a course away');
select throws_ok($$insert into public.custom_courses (user_id, title, course, sha256) values ('a0000000-0000-4000-8000-000000000001', 'Free', '{}', repeat('0', 64))$$,
  '42501', null, 'a user cannot make a course');
select throws_ok('delete from public.custom_courses', '42501', null, 'a user cannot delete a course');

select results_eq('select p.purchase_id from public.custom_course_purchases as p', array['10000000-0000-4000-8000-000000000001'::uuid],
  'a purchase that waits for its claim is not seen by the holder of the address, only by its buyer once claimed');
select throws_ok($$update public.custom_course_purchases set user_id = 'a0000000-0000-4000-8000-000000000001'$$, '42501', null, 'a user cannot claim a purchase by writing to it');
set local request.jwt.claims = '{}';
select is_empty('select from public.custom_course_purchases', 'a token without a sub does not see the purchases that are nobody''s');

set local role anon;
select throws_ok('select from public.custom_courses', '42501', null, 'a visitor cannot read custom courses');
select throws_ok('select from public.custom_course_purchases', '42501', null, 'a visitor cannot read their purchases');

reset role;
select results_eq('select c.title from public.custom_courses as c order by c.user_id', array['Mine', 'His'], 'only the user''s own course changed');
select * from finish();
rollback;
