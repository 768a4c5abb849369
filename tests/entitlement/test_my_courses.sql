-- DOMAIN 3: my_courses shows retired courses to those who own them.
begin;
select plan(10);
create temporary table t (name text primary key, value jsonb);
grant all on t to public;
insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
insert into public.courses (course_code, title, price_micros, currency, status, audio, sort_order) values
  ('sleep', 'Sleep', 9990000, 'EUR', 'published', '[{"audio_id": "rain"}]', 2), ('gone', 'Gone', 1, 'EUR', 'retired', '[]', 1),
  ('draft', 'Draft', 1, 'EUR', 'draft', '[]', 3), ('other', 'Other', 1, 'EUR', 'published', '[]', 4), ('box', 'Box', 1, 'EUR', 'published', '[]', 5);
insert into public.cohorts (slug, name, kind, grant_courses, starts_at) values ('school', 'School', 'institution', '{other,draft,sleep}', '2026-02-01');
insert into public.user_cohorts (user_id, slug, source, assigned_at) values ('a0000000-0000-4000-8000-000000000001', 'school', 'manual', '2026-03-01');
insert into public.course_purchases (user_id, course_code, source, validation, store, environment, transaction_id, purchased_at) values
  ('a0000000-0000-4000-8000-000000000001', 'gone', 'store', 'valid', 'apple', 'production', 't-1', '2026-01-01'),
  ('a0000000-0000-4000-8000-000000000001', 'sleep', 'web', 'valid', 'stripe', 'production', 't-2', '2026-01-02'),
  ('a0000000-0000-4000-8000-000000000001', 'box', 'store', 'valid', 'apple', 'sandbox', 't-3', '2026-01-02');

set local role authenticated;
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-4000-8000-000000000001"}', true);
insert into t select 'courses', public.my_courses();
select is((select array_agg(c ->> 'course_code' order by n) from jsonb_array_elements(value -> 'courses') with ordinality as a (c, n)), array['gone', 'sleep', 'other'],
  'owned courses, retired ones too, in the order of the shop; no draft, no sandbox purchase') from t;
select is((select array_agg(c ->> 'source' order by n) from jsonb_array_elements(value -> 'courses') with ordinality as a (c, n)), array['store', 'web', 'cohort'],
  'with their source, a purchase before the cohort') from t;
select is((select array_agg((c ->> 'since')::timestamptz order by n) from jsonb_array_elements(value -> 'courses') with ordinality as a (c, n)),
  array['2026-01-01', '2026-01-02', '2026-03-01']::timestamptz[], 'and since when') from t;
reset role;
select is((value #> '{courses,1}') - 'source' - 'since', (select to_jsonb(c) from public.courses as c where c.course_code = 'sleep'), 'the row is whole') from t;
update public.user_profile set is_tester = true;
set local role authenticated;
select is(jsonb_array_length(public.my_courses() -> 'courses'), 4, '4.3.2 a tester''s sandbox course is shown');
select is((select count(*) from public.courses where course_code = 'gone'), 0::bigint, 'the shop shows no retired course');
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-4000-8000-000000000002"}', true);
select is(public.my_courses(), '{"ok": true, "courses": []}', 'another user has none');
select set_config('request.jwt.claims', '{"sub": "a0000000-0000-4000-8000-000000000009"}', true);
select is(public.my_courses(), '{"ok": true, "courses": []}', 'nor has one without an account yet');
select set_config('request.jwt.claims', '{}', true);
select throws_ok('select public.my_courses()', '42501', null, 'nobody is refused');
reset role;
select is((select provolatile from pg_proc where oid = 'public.my_courses'::regproc), 's'::"char", 'it is STABLE, so that GET works');
select * from finish();
rollback;
