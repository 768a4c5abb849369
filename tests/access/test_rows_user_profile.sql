-- Users and their accounts: public.user_profile.
begin;
select plan(21);

insert into public.user_profile (user_id, email, first_name) values
  ('a0000000-0000-4000-8000-000000000001', 'ada@example.com', 'Ada'),
  ('b0000000-0000-4000-8000-000000000002', 'ben@example.com', 'Ben');
insert into public.user_profile (user_id, erased_at) values ('c0000000-0000-4000-8000-000000000003', '2026-01-01');

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001"}';
select results_eq('select p.email from public.user_profile as p', array['ada@example.com'], 'a user sees her own account and no other');
select is_empty($$select from public.user_profile as p where p.email = 'ben@example.com'$$, 'asking for another user''s account finds nothing');
select lives_ok($$update public.user_profile set first_name = 'Augusta', last_name = 'King', display_name = 'Ada', locale = 'en-GB' returning *$$,
  'a user changes her names and locale and reads the row back');
select lives_ok($$update public.user_profile set first_name = 'Augusta'$$, 'so she does when she names no row and reads nothing');
select lives_ok($$update public.user_profile set first_name = 'Stolen' where user_id = 'b0000000-0000-4000-8000-000000000002'$$,
  'changing another user''s name is no error');
select throws_ok('update public.user_profile set email = null', '42501', null, 'a user cannot change her e-mail address');
select throws_ok('update public.user_profile set is_email_verified = true', '42501', null, 'a user cannot verify her own e-mail address');
select throws_ok($$update public.user_profile set role = 'admin'$$, '42501', null, 'a user cannot make herself an administrator');
select throws_ok('update public.user_profile set is_tester = true', '42501', null, 'a user cannot make herself a tester');
select throws_ok('update public.user_profile set is_anonymous = false', '42501', null, 'a user of anonymous sign-in cannot make her account a full one');
select throws_ok($$update public.user_profile set user_id = 'd0000000-0000-4000-8000-000000000004'$$, '42501', null, 'a user cannot move her account to another id');
select throws_ok('update public.user_profile set erased_at = null', '42501', null, 'a user cannot touch the mark of erasure');
select throws_ok($$insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001') on conflict (user_id) do update set role = 'admin'$$,
  '42501', null, 'a user cannot upsert an account');
select throws_ok('delete from public.user_profile', '42501', null, 'a user cannot delete an account');

set local request.jwt.claims = '{"sub": "c0000000-0000-4000-8000-000000000003"}';
select throws_ok($$update public.user_profile set first_name = 'Back'$$, '23514', null, 'an erased account takes no name again');

set local request.jwt.claims = '{"role": "authenticated"}';
select is_empty('select from public.user_profile', 'a token without a sub sees nothing, without an error');
set local request.jwt.claims = '{"sub": "not-a-uuid"}';
select is_empty('select from public.user_profile', 'a sub that is no uuid sees nothing, without an error');
set local request.jwt.claims = 'not json';
select is_empty('select from public.user_profile', 'claims that are no JSON see nothing, without an error');
set local request.jwt.claims = '';
select is_empty('select from public.user_profile', 'no claims at all see nothing, without an error');

set local role anon;
select throws_ok('select from public.user_profile', '42501', null, 'a visitor cannot read accounts');

reset role;
select results_eq('select p.first_name from public.user_profile as p order by p.user_id', array['Augusta', 'Ben', null],
  'only the user''s own row changed');
select * from finish();
rollback;
