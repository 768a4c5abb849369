-- The shop window: public.courses.
begin;
select plan(17);

insert into public.courses (course_code, title, price_micros, currency, status) values
  ('draft', 'Draft', 1, 'USD', 'draft'), ('calm', 'Calm', 1, 'USD', 'published'), ('gone', 'Gone', 1, 'USD', 'retired');

set local role anon;
select results_eq('select c.course_code from public.courses as c', array['calm'], 'a visitor sees published courses only');
select throws_ok('update public.courses set price_micros = 0', '42501', null, 'a visitor cannot change a price');

set local role authenticated;
set local request.jwt.claims = '{"sub": "a0000000-0000-4000-8000-000000000001"}';
select results_eq('select c.course_code from public.courses as c', array['calm'], 'a user sees published courses only');
select is_empty($$select from public.courses as c where c.course_code in ('draft', 'gone')$$, 'asking for a draft or a retired course finds nothing');
select throws_ok('update public.courses set price_micros = 0', '42501', null, 'a user cannot change a price');
select throws_ok($$insert into public.courses (course_code, title, price_micros, currency) values ('mine', 'Mine', 0, 'USD')$$, '42501', null, 'a user cannot add a course');
select throws_ok('delete from public.courses', '42501', null, 'a user cannot delete a course');

set local role dochub_admin;
select results_eq('select c.course_code from public.courses as c order by c.course_code collate "C"', array['calm', 'draft', 'gone'], 'an administrator sees every course');
select lives_ok($$insert into public.courses (course_code, title, price_micros, currency) values ('new', 'New', 1, 'USD') returning *$$, 'an administrator adds a course');
select lives_ok($$insert into public.courses (course_code, title, price_micros, currency) values ('new', 'Newer', 1, 'USD')
                  on conflict (course_code) do update set title = excluded.title, course_code = excluded.course_code$$, 'an administrator upserts a course');
select lives_ok($$update public.courses set status = 'published' where course_code = 'draft' returning *$$, 'an administrator publishes a course');
select lives_ok($$delete from public.courses where course_code = 'gone' returning *$$, 'an administrator deletes a course that nobody has');
select throws_ok('truncate public.courses cascade', '42501', null, 'an administrator cannot empty the table');

set local role service_role;
select results_eq('select c.title from public.courses as c where c.course_code = ''new''', array['Newer'], 'an edge function sees every course');
select lives_ok($$update public.courses set title = 'Newest' where course_code = 'new'$$, 'an edge function changes a course');

set local role dochub_backup;
select results_eq('select count(*) from public.courses', array[3::bigint], 'a backup reads every course');
select throws_ok('update public.courses set price_micros = 0', '42501', null, 'a backup changes nothing');

select * from finish();
rollback;
