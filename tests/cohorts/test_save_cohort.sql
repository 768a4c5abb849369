-- 4.7: cohorts and their join codes, as administrators make and change them.
begin;
select plan(74);

create temporary table t (name text primary key, value jsonb);
insert into public.courses (course_code, title, price_micros, currency, status) values ('calm', 'Calm', 0, 'EUR', 'published'), ('focus', 'Focus', 0, 'EUR', 'draft');
insert into public.user_profile (user_id) values ('a0000000-0000-4000-8000-000000000001'), ('a0000000-0000-4000-8000-000000000002');
create function pg_temp.save(p_spec jsonb) returns jsonb language sql as $$ select public.save_cohort(p_spec) $$;
create function pg_temp.generation() returns bigint language sql as $$ select generation from private.sync_generations where scope = 'cohort' $$;
create function pg_temp.refused(p_spec jsonb) returns text language sql as
  $$ select concat_ws(' ', a ->> 'code', (a ->> 'details')::jsonb ->> 'field', (a ->> 'details')::jsonb ->> 'slug', (a ->> 'details')::jsonb ->> 'plan', (a ->> 'details')::jsonb ->> 'product_id', (a ->> 'details')::jsonb ->> 'seats_taken', (a ->> 'details')::jsonb ->> 'variant', current_setting('response.status'))
       from public.save_cohort(p_spec) as a $$;
create function pg_temp.bad(p_spec text, p_message text) returns text language sql as
  $$ select throws_ok(format('select public.save_cohort(%L)', p_spec), 'PT400', p_message, 'refused: ' || p_message) $$;

-- An institution.
insert into t select 'clinic', pg_temp.save('{"slug": "clinic", "name": "Clinic", "kind": "institution", "seats": 2, "domain": "Clinic.Example", "splash": {"title": "Hello"},
  "starts_at": "2026-01-01T00:00:00Z", "grants": {"plan": "premium", "courses": ["focus", "calm", "calm"]}}');
select is(value, '{"ok": true, "created": true, "changed": true, "slug": "clinic", "name": "Clinic", "kind": "institution", "splash": {"title": "Hello"}, "salt": null, "variant_salt": null,
  "bucket_from": null, "bucket_to": null, "variants": [], "seats": 2, "seats_taken": 0, "domain": "clinic.example", "ends_at": null, "grants": {"plan": "premium", "courses": ["calm", "focus"]}}'
  || jsonb_build_object('starts_at', '2026-01-01Z'::timestamptz), '4.7 an institution, answered as stored; the domain in lower case') from t where name = 'clinic';
select is((select (grant_plan, grant_courses, domain, seats)::text from public.cohorts where slug = 'clinic'), '(premium,"{calm,focus}",clinic.example,2)', '4.7 and stored so');
select is(pg_temp.generation(), 2::bigint, '4.6.3 it raises the generation of cohorts');
select is(pg_temp.save('{"slug": "clinic", "name": "Clinic"}') - 'changed', (select value - 'changed' || '{"created": false}' from t where name = 'clinic'), '4.7 what is absent keeps its value');
select is(pg_temp.generation(), 2::bigint, '4.6.3 saving the same makes no handshake out of date');
select is(pg_temp.save('{"slug": "clinic", "name": "The Clinic"}') -> 'changed', 'true', '4.7 a change says so');
select is(pg_temp.generation(), 3::bigint, '4.6.3 and raises the generation');
select is(pg_temp.save('{"slug": "clinic", "grants": {"plan": null}}') -> 'grants', '{"plan": null, "courses": ["calm", "focus"]}', '4.7 of grants too, null takes away and what is absent stays');
select is(pg_temp.save('{"slug": "clinic", "grants": {"plan": "premium"}}') -> 'grants', '{"plan": "premium", "courses": ["calm", "focus"]}', '4.7 and is given back');
select is(pg_temp.save('{"slug": "clinic", "grants": null}') -> 'grants', '{"plan": null, "courses": []}', '4.7 grants null takes all');
select is(pg_temp.save('{"slug": "clinic", "splash": null, "seats": null, "starts_at": null, "domain": null}') - 'name', '{"ok": true, "created": false, "changed": true, "slug": "clinic", "kind": "institution", "splash": null, "salt": null,
  "variant_salt": null, "bucket_from": null, "bucket_to": null, "variants": [], "seats": null, "seats_taken": 0, "domain": null, "starts_at": null, "ends_at": null, "grants": {"plan": null, "courses": []}}', '4.7 null is the default again');

-- An experiment.
insert into t select 'trial', pg_temp.save('{"slug": "trial", "name": "Trial", "kind": "experiment", "bucket_to": 1000, "variants": [{"slug": "a", "weight": 1}, {"slug": "b", "weight": 3}]}');
select is(value #>> '{salt}', 'trial/enrol', '4.7.1 an experiment has a salt') from t where name = 'trial';
select is(value #>> '{variant_salt}', 'trial/variant', '4.7.1 and another one for its variants') from t where name = 'trial';
select is((value ->> 'bucket_from')::integer, 0, '4.7.1 its buckets begin at 0') from t where name = 'trial';
select is(pg_temp.save('{"slug": "trial", "salt": "mine", "variant_salt": "yours", "bucket_from": 500, "bucket_to": 10000}') ->> 'salt', 'mine', '4.7.1 salts may change while nobody is enrolled');
select is(pg_temp.save('{"slug": "other", "name": "Other", "kind": "experiment", "bucket_to": 10000}') -> 'ok', 'true', '4.7 experiments may overlap');

-- Shapes.
select pg_temp.bad('[]', 'p_spec must be a JSON object');
select pg_temp.bad('"clinic"', 'p_spec must be a JSON object');
select throws_ok('select public.save_cohort(null)', 'PT400', 'p_spec must be a JSON object', 'refused: nothing');
select pg_temp.bad('{"slug": "clinic", "role": 1}', 'p_spec has an unknown key: role');
select pg_temp.bad('{"name": "x"}', 'slug is missing');
select pg_temp.bad('{"slug": "Clinic"}', 'slug must be 2 to 64 lower-case letters, digits and dashes, the first not a dash');
select pg_temp.bad('{"slug": "new", "kind": "institution"}', 'name is missing');
select pg_temp.bad('{"slug": "clinic", "name": null}', 'name is missing');
select pg_temp.bad('{"slug": "new", "name": "New"}', 'kind must be one of institution, experiment');
select pg_temp.bad('{"slug": "new", "name": "New", "kind": "club"}', 'kind must be one of institution, experiment');
select pg_temp.bad('{"slug": "clinic", "splash": []}', 'splash must be a JSON object of at most 16384 characters');
select pg_temp.bad(format('{"slug": "clinic", "splash": {"a": "%s"}}', repeat('x', 16384)), 'splash must be a JSON object of at most 16384 characters');
select pg_temp.bad('{"slug": "clinic", "seats": -1}', 'seats must be an integer from 0 to 2147483647');
select pg_temp.bad('{"slug": "clinic", "domain": "me@clinic.example"}', 'domain must be a domain name such as example.com, without @');
select pg_temp.bad('{"slug": "clinic", "domain": "localhost"}', 'domain must be a domain name such as example.com, without @');
select pg_temp.bad('{"slug": "clinic", "domain": "a..b"}', 'domain must be a domain name such as example.com, without @');
select pg_temp.bad('{"slug": "clinic", "domain": "a-.de"}', 'domain must be a domain name such as example.com, without @');
select pg_temp.bad('{"slug": "clinic", "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-01-01T00:00:00Z"}', 'ends_at must be after starts_at');
select pg_temp.bad('{"slug": "clinic", "ends_at": "2026-01-01"}', 'ends_at must be a time with its offset');
select pg_temp.bad('{"slug": "clinic", "salt": "x"}', 'salt, variant_salt, bucket_from, bucket_to and variants are for experiments');
select pg_temp.bad('{"slug": "clinic", "variants": [{"slug": "a", "weight": 1}]}', 'salt, variant_salt, bucket_from, bucket_to and variants are for experiments');
select pg_temp.bad('{"slug": "trial", "seats": 3}', 'seats and domain are for institutions');
select pg_temp.bad('{"slug": "trial", "domain": "trial.example"}', 'seats and domain are for institutions');
select pg_temp.bad('{"slug": "trial", "bucket_to": null}', 'bucket_to is missing');
select pg_temp.bad('{"slug": "trial", "bucket_to": 499}', 'bucket_to is below bucket_from');
select pg_temp.bad('{"slug": "trial", "bucket_to": 10001}', 'bucket_to must be an integer from 0 to 10000');
select pg_temp.bad('{"slug": "trial", "salt": "same", "variant_salt": "same"}', 'salt and variant_salt must differ and not be empty');
select pg_temp.bad('{"slug": "trial", "variants": {}}', 'variants must be an array of at most 20 {slug, weight}');
select pg_temp.bad('{"slug": "trial", "variants": [{"slug": "A", "weight": 1}]}', 'the slug of a variant must be lower-case letters, digits, - and _');
select pg_temp.bad('{"slug": "trial", "variants": [{"slug": "a", "weight": 1}, {"slug": "a", "weight": 1}]}', 'variants names a twice');
select pg_temp.bad('{"slug": "trial", "variants": [{"slug": "a"}]}', 'the variant a has no weight');
select pg_temp.bad('{"slug": "trial", "variants": [{"slug": "a", "weight": 0.5}]}', 'weight must be an integer from 0 to 10000');
select pg_temp.bad('{"slug": "trial", "variants": [{"slug": "a", "weight": 0}]}', 'the weights of the variants are all 0');
select pg_temp.bad('{"slug": "clinic", "grants": {"plan": "free"}}', 'grants.plan must be a plan above free');
select pg_temp.bad('{"slug": "clinic", "grants": {"credits": 3}}', 'grants has an unknown key: credits');

-- What the rows say.
select is(pg_temp.refused('{"slug": "clinic", "grants": {"plan": "gold"}}'), 'unknown_plan gold 422', '4.7.2 a plan that is none');
select is(pg_temp.refused('{"slug": "clinic", "grants": {"courses": ["calm", "none"]}}'), 'unknown_product none 422', '4.7.2 a course that is none');
select is(pg_temp.refused('{"slug": "clinic", "kind": "experiment", "bucket_to": 1}'), 'cohort_conflict kind 409', '4.7 the kind never changes');
select is((select kind from public.cohorts where slug = 'clinic'), 'institution', '4.7 and did not');
select pg_temp.save('{"slug": "clinic", "domain": "clinic.example", "ends_at": "2026-02-01T00:00:00Z"}');
select is(pg_temp.refused('{"slug": "school", "name": "School", "kind": "institution", "domain": "CLINIC.example"}'), 'domain_in_use clinic 409', '4.7.2 a domain is of one institution, running or not');
select is((select count(*) from public.cohorts where slug = 'school'), 0::bigint, '4.7.2 and a refused one is not made');
select is(pg_temp.save('{"slug": "school", "name": "School", "kind": "institution", "domain": "sub.clinic.example"}') -> 'ok', 'true', '4.7.2 what is below it is another domain');
select is(pg_temp.refused('{"slug": "school", "domain": "clinic.example"}'), 'domain_in_use clinic 409', '4.7.2 also in an update');
select pg_temp.save('{"slug": "clinic", "domain": null}');
select is(pg_temp.save('{"slug": "school", "domain": "clinic.example"}') ->> 'domain', 'clinic.example', '4.7.2 which the other gives up first');

-- Somebody is in it.
select private.ensure_user(u.user_id, '2026-01-10Z') from public.user_profile as u;
select pg_temp.save('{"slug": "clinic", "seats": 5}'), private.assign_cohort('a0000000-0000-4000-8000-000000000001', 'clinic', false, '2026-01-10Z'), private.assign_cohort('a0000000-0000-4000-8000-000000000002', 'clinic', false, '2026-01-10Z');
select is(pg_temp.refused('{"slug": "clinic", "seats": 1}'), 'cohort_conflict seats 2 409', '4.7.2 seats are not fewer than are taken');
select is(pg_temp.save('{"slug": "clinic", "seats": 2, "name": "C"}') ->> 'seats', '2', '4.7.2 but as many');
select pg_temp.save('{"slug": "trial", "variants": [{"slug": "a", "weight": 1}, {"slug": "b", "weight": 0}]}'), private.assign_cohort('a0000000-0000-4000-8000-000000000001', 'trial', false, '2026-01-10Z');
select is(pg_temp.refused('{"slug": "trial", "salt": "new"}'), 'cohort_conflict salt 409', '4.7.1 the salt stays once anybody is enrolled');
select is(pg_temp.refused('{"slug": "trial", "variant_salt": null}'), 'cohort_conflict variant_salt 409', '4.7.1 so does that of the variants');
select is(pg_temp.refused('{"slug": "trial", "variants": [{"slug": "b", "weight": 1}]}'), 'cohort_conflict variants a 409', '4.7.1 a variant that somebody has stays');
select is(pg_temp.save('{"slug": "trial", "bucket_from": 0, "bucket_to": 0, "variants": [{"slug": "a", "weight": 0}, {"slug": "c", "weight": 1}]}') -> 'ok', 'true', '4.7.1 its weight may be 0, another may go, buckets may change');

-- Join codes.
select is(public.set_join_code('clinic', ' lake-side 7'), '{"ok": true, "cohort": "clinic", "code": "LAKESIDE7"}', '4.7.2 a code, normalised');
select is((select string_agg(j.code_sha256, ' ') from private.cohort_join_codes as j), encode(sha256('LAKESIDE7'), 'hex'), '4.7.2 only its hash is stored');
insert into t select 'code', public.set_join_code('clinic');
select ok(value ->> 'code' ~ '^[2-9A-Z]{14}$', '4.5.7, 4.7.2 one that is made has fourteen random characters') from t where name = 'code';
select is((select count(*) from private.cohort_join_codes), 1::bigint, '4.7.2 a cohort has one code');
select is(public.set_join_code('school', t.value ->> 'code') ->> 'code', 'code_exists', '4.7.2 no code opens two') from t where name = 'code';
select is(public.set_join_code('none') ->> 'code', 'unknown_cohort', '4.7.2 of no cohort');
select is(public.set_join_code('trial') ->> 'code', 'not_an_institution', '4.7.2 of an experiment');
select throws_ok($$select public.set_join_code('clinic', 'ab-c-12')$$, 'PT400', 'p_code must be 6 to 32 characters of A–Z and 0–9', '4.7.2 five characters are too few');

select * from finish();
rollback;
