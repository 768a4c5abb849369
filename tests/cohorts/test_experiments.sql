-- 4.7.1, 4.7.2: experiments: who is in which, that it sticks, what comes before what, and what explain_cohort says of it.
begin;
select plan(62);

create temporary table t (name text primary key, value jsonb);
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.u(n) from generate_series(1, 60) as n;
select public.save_cohort('{"slug": "trial", "name": "Trial", "kind": "experiment", "bucket_to": 5000, "variants": [{"slug": "a", "weight": 1}, {"slug": "b", "weight": 1}], "starts_at": "2026-01-01T00:00:00Z", "ends_at": "2026-07-01T00:00:00Z"}');
select public.save_cohort('{"slug": "clinic", "name": "Clinic", "kind": "institution", "domain": "clinic.example"}');
select public.set_join_code('clinic', 'CLINIC');
create function pg_temp.ask(p_n integer, p_at timestamptz default '2026-01-10Z', p_request jsonb default '{}') returns jsonb language sql as
  $$ select private.handshake(pg_temp.u(p_n), p_request, p_at) $$;
-- "trial a sticky"
create function pg_temp.counts(p_n integer, p_at timestamptz default '2026-01-10Z') returns text language sql as
  $$ select concat_ws(' ', c.slug, c.variant, c.source) from private.user_cohort(pg_temp.u(p_n), p_at) as c where c.slug is not null $$;
create function pg_temp.row(p_n integer) returns text language sql as $$ select concat_ws(' ', slug, variant, source) from public.user_cohorts where user_id = pg_temp.u(p_n) $$;
create function pg_temp.generation(p_n integer) returns bigint language sql as $$ select coalesce((select generation from private.user_sync where user_id = pg_temp.u(p_n)), 1) $$;
-- Users whom the buckets hold, and the first that they do not.
create temporary table who as
select n, private.cohort_bucket('trial/enrol', pg_temp.u(n)) < 5000 as is_in, row_number() over (partition by private.cohort_bucket('trial/enrol', pg_temp.u(n)) < 5000 order by n) as i
  from generate_series(1, 60) as n;
create function pg_temp.in(p_i integer) returns integer language sql as $$ select n from who where is_in and i = p_i $$;
create function pg_temp.out(p_i integer) returns integer language sql as $$ select n from who where not is_in and i = p_i $$;
select cmp_ok((select min(m) from (select count(*) as m from who group by is_in) as w), '>=', 20::bigint, 'enough users are in the experiment, and enough are not');

-- Written down by the first handshake that shows it.
select matches(pg_temp.counts(pg_temp.in(1)), '^trial [ab] bucket$', '4.7.1 a user whose bucket lies in the experiment''s is in it');
select is(pg_temp.counts(pg_temp.out(1)), null, '4.7.1 another is not');
insert into t select 'first', pg_temp.ask(pg_temp.in(1));
select is(pg_temp.row(pg_temp.in(1)), 'trial ' || (value #>> '{cohort,variant}') || ' sticky', '4.7.1 the handshake writes down what it shows') from t where name = 'first';
select is((select (slug, variant)::text from private.sticky_cohorts where user_id = pg_temp.u(pg_temp.in(1))), '(trial,' || (value #>> '{cohort,variant}') || ')', '4.7.1 and remembers it') from t where name = 'first';
select is(pg_temp.generation(pg_temp.in(1)), 2::bigint, '4.6.3 which raises the user''s generation');
select ok(not pg_temp.ask(pg_temp.in(1), '2026-01-10Z', jsonb_build_object('cookie', value -> 'cookie')) ? 'cohort', '4.6.3 the answer''s cookie is the new one') from t where name = 'first';
select is((select builds from public.cached_handshake_responses where user_id = pg_temp.u(pg_temp.in(1))), 1::bigint, '4.6.4 and so is the row: one build');
select pg_temp.ask(pg_temp.in(1), '2026-01-11Z', '{"locale": "de"}');
select is(pg_temp.generation(pg_temp.in(1)), 2::bigint, '4.7.1 once');
select pg_temp.ask(pg_temp.out(1));
select is(pg_temp.row(pg_temp.out(1)), null, '4.7.1 nothing is written of who is in none');

-- Nothing moves him.
create temporary table before as
select w.n, pg_temp.counts(w.n) as c from who as w where w.is_in and w.i between 1 and 20;
select pg_temp.ask(w.n) from who as w where w.is_in and w.i between 1 and 10;
select public.save_cohort('{"slug": "trial", "bucket_to": 10000}');
select is((select count(*) from before as b where split_part(pg_temp.counts(b.n), ' ', 2) <> split_part(b.c, ' ', 2)), 0::bigint, '4.7.1 widening moves nobody, nor to another variant');
select is((select count(*) from who as w where pg_temp.counts(w.n) ~ '^trial'), 60::bigint, '4.7.1 and takes others in');
select public.save_cohort('{"slug": "trial", "bucket_to": 0, "variants": [{"slug": "a", "weight": 0}, {"slug": "b", "weight": 1}, {"slug": "c", "weight": 9}]}');
select is((select bool_and(pg_temp.counts(b.n) = split_part(b.c, ' ', 1) || ' ' || split_part(b.c, ' ', 2) || ' sticky') from before as b join who as w on w.n = b.n and w.i <= 10), true, '4.7.1 sticky: narrowing and other weights move nobody who was in it');
select is((select count(*) from who as w where pg_temp.counts(w.n) is not null), 10::bigint, '4.7.1 and nobody else is in it');
select is(pg_temp.ask(pg_temp.in(1), '2026-01-12Z') #>> '{cohort,variant}', value #>> '{cohort,variant}', '4.7.1 the handshake agrees') from t where name = 'first';
select is(pg_temp.counts(pg_temp.in(1), '2025-12-31Z'), null, '4.7.1 before it starts it does not count');
select is(pg_temp.counts(pg_temp.in(1), '2026-07-01Z'), null, '4.7.1 nor after it ends');
select public.save_cohort('{"slug": "trial", "bucket_to": 5000, "variants": [{"slug": "a", "weight": 1}, {"slug": "b", "weight": 1}]}');

-- An institution comes between, and leaving restores the bucket.
select private.join_cohort(pg_temp.u(pg_temp.in(1)), 'CLINIC', null, '2026-01-12Z');
select is(pg_temp.row(pg_temp.in(1)), 'clinic join_code', '4.7.2 an institution comes before an experiment');
select public.save_cohort('{"slug": "trial", "bucket_to": 0}');
select is(private.leave_cohort(pg_temp.u(pg_temp.in(1)), '2026-01-13Z') #>> '{cohort,variant}', value #>> '{cohort,variant}', '4.7.2 leaving restores the bucket, in the same variant, though it was narrowed meanwhile') from t where name = 'first';
select is(pg_temp.row(pg_temp.in(1)), 'trial ' || (value #>> '{cohort,variant}') || ' sticky', '4.7.2 for the user to read') from t where name = 'first';
select public.save_cohort('{"slug": "trial", "bucket_to": 5000}');
select private.join_cohort(pg_temp.u(pg_temp.in(11)), 'CLINIC', null, '2026-01-12Z'), public.save_cohort('{"slug": "trial", "bucket_to": 0}');
select is(private.leave_cohort(pg_temp.u(pg_temp.in(11)), '2026-01-13Z') #>> '{cohort,slug}', 'trial', '4.7.2 also of who joined before any handshake');
select public.save_cohort('{"slug": "trial", "bucket_to": 5000}');
select private.assign_cohort(pg_temp.u(pg_temp.in(12)), 'clinic', false, '2026-01-12Z');
select is(private.assign_cohort(pg_temp.u(pg_temp.in(12)), null, false, '2026-01-13Z') #>> '{cohort,slug}', 'trial', '4.7.2 also of who was put somewhere by hand');
select is(private.leave_cohort(pg_temp.u(pg_temp.in(12)), '2026-01-13Z') -> 'left', 'null', '4.7.2 an experiment is not left');
select is(pg_temp.row(pg_temp.in(12)) ~ '^trial', true, '4.7.2 it stays');
select private.join_cohort(pg_temp.u(pg_temp.in(2)), null, 'a@clinic.example', '2026-01-12Z'), private.join_by_domain(pg_temp.u(pg_temp.in(2)), 'a@elsewhere.example', '2026-01-13Z');
select is(pg_temp.row(pg_temp.in(2)), (select split_part(b.c, ' ', 1) || ' ' || split_part(b.c, ' ', 2) || ' sticky' from before as b where b.n = pg_temp.in(2)), '4.7.2 also when the address changed to no institution''s');

-- By hand into an experiment.
select is(private.assign_cohort(pg_temp.u(pg_temp.out(2)), 'trial', false, '2026-01-12Z') ->> 'source', 'manual', '4.7.2 manual, into an experiment');
select matches(pg_temp.row(pg_temp.out(2)), '^trial [ab] manual$', '4.7.2 with a variant');
select private.assign_cohort(pg_temp.u(pg_temp.out(2)), null, false, '2026-01-12Z');
select is(pg_temp.counts(pg_temp.out(2)), null, '4.7.2 and out of it');
update private.sticky_cohorts set variant = 'kept' where user_id = pg_temp.u(pg_temp.in(3));
select is(private.assign_cohort(pg_temp.u(pg_temp.in(3)), 'trial', true, '2026-01-12Z') #>> '{cohort,variant}', 'kept', '4.7.1 who was in it keeps the variant');

-- Several experiments.
select public.save_cohort('{"slug": "later", "name": "Later", "kind": "experiment", "bucket_to": 10000, "starts_at": "2026-01-05T00:00:00Z"}');
select public.save_cohort('{"slug": "never", "name": "Never", "kind": "experiment", "bucket_to": 10000, "starts_at": "2026-01-05T00:00:00Z"}');
select is(split_part(pg_temp.counts(pg_temp.in(13)), ' ', 1), 'trial', '4.7 of overlapping experiments the one that starts first counts for a newcomer');
select is(pg_temp.counts(pg_temp.out(3)), 'later bucket', '4.7 then the lesser slug');
select pg_temp.ask(pg_temp.out(3));
select is(pg_temp.row(pg_temp.out(3)), 'later sticky', '4.7.1 which is his');
select public.save_cohort('{"slug": "trial", "bucket_to": 10000}');
select is(pg_temp.counts(pg_temp.out(3)), 'later sticky', '4.7.2 sticky comes before a bucket of an earlier experiment');
select is(pg_temp.counts(pg_temp.out(4)) ~ '^trial', true, '4.7.2 which others are in');
select pg_temp.ask(pg_temp.in(1), '2026-07-02Z');
select is(pg_temp.row(pg_temp.in(1)), 'later sticky', '4.7.1 one that is over gives way to the next');
select public.save_cohort('{"slug": "trial", "ends_at": "2027-01-01T00:00:00Z"}');
select is(pg_temp.counts(pg_temp.in(1), '2026-07-03Z'), 'later sticky', '4.7.1 and does not come back when it runs again');
select private.join_cohort(pg_temp.u(pg_temp.in(1)), 'CLINIC', null, '2026-07-03Z');
select is(private.leave_cohort(pg_temp.u(pg_temp.in(1)), '2026-07-03Z') #>> '{cohort,slug}', 'later', '4.7.2 nor by leaving an institution');
select public.save_cohort('{"slug": "later", "ends_at": "2026-08-01T00:00:00Z"}');
select is(split_part(pg_temp.counts(pg_temp.in(1), '2026-08-01Z'), ' ', 1), 'trial', '4.7.1 then the one before it, if that runs still');
select pg_temp.ask(pg_temp.in(1), '2026-08-02Z'), public.save_cohort('{"slug": "later", "ends_at": null}');
select is(split_part(pg_temp.counts(pg_temp.in(1), '2026-08-03Z'), ' ', 1), 'trial', '4.7.1 and that sticks again');
select private.join_cohort(pg_temp.u(pg_temp.in(1)), 'CLINIC', null, '2026-08-03Z');
select is(private.leave_cohort(pg_temp.u(pg_temp.in(1)), '2026-08-03Z') #>> '{cohort,slug}', 'trial', '4.7.2 through an institution too: what counted last comes back');
select private.assign_cohort(pg_temp.u(pg_temp.in(1)), null, false, '2026-08-03Z'), public.save_cohort('{"slug": "later", "ends_at": "2026-08-01T00:00:00Z"}');
select is(private.handshake(pg_temp.u(pg_temp.out(3)), '{}', '2026-07-31Z') #>> '{cohort,slug}', 'later', '4.6.4 the last day of an experiment');
select is((select valid_until from public.cached_handshake_responses where user_id = pg_temp.u(pg_temp.out(3)) and locale = ''), '2026-08-01Z'::timestamptz, '4.6.4 is known to be');
select public.save_cohort('{"slug": "trial", "bucket_to": 0}'), pg_temp.ask(pg_temp.in(4), '2026-07-20Z');
select is((select valid_until from public.cached_handshake_responses where user_id = pg_temp.u(pg_temp.in(4))), '2026-08-01Z'::timestamptz, 'the next change of any experiment that may hold him');
select public.save_cohort('{"slug": "never", "bucket_to": 0}'), public.save_cohort('{"slug": "later", "bucket_to": 0}'), public.save_cohort('{"slug": "trial", "ends_at": "2026-12-01T00:00:00Z"}'), pg_temp.ask(pg_temp.in(4), '2026-07-20Z');
select is((select valid_until from public.cached_handshake_responses where user_id = pg_temp.u(pg_temp.in(4))), '2026-12-01Z'::timestamptz, '4.6.4 the end of one that holds him no more by bucket, but sticks');
select public.save_cohort('{"slug": "term", "name": "Term", "kind": "institution", "ends_at": "2026-09-01T00:00:00Z"}');
select private.assign_cohort(pg_temp.u(pg_temp.in(4)), 'term', false, '2026-07-21Z');
select is(pg_temp.ask(pg_temp.in(4), '2026-09-01Z') #>> '{cohort,slug}', 'trial', '4.7.2 when an institution is over the experiment of before counts');
select is((select valid_until from public.cached_handshake_responses where user_id = pg_temp.u(pg_temp.in(4))), '2026-12-01Z'::timestamptz, '4.6.4 until it ends');

-- A plan by experiment.
select public.save_cohort('{"slug": "gift", "name": "Gift", "kind": "experiment", "bucket_to": 10000, "starts_at": "2025-01-01T00:00:00Z", "ends_at": "2025-02-05T00:00:00Z", "grants": {"plan": "premium"}}');
select public.save_cohort('{"slug": "after", "name": "After", "kind": "experiment", "bucket_to": 10000, "starts_at": "2025-01-15T00:00:00Z", "ends_at": "2025-03-01T00:00:00Z"}');
select private.ensure_user(pg_temp.u(50), '2025-02-03Z'), pg_temp.ask(50, '2025-02-04Z');
select is(pg_temp.ask(50, '2025-02-04Z') #>> '{entitlements,source}', 'cohort', '4.7.2 an experiment may grant a plan too');
select is(private.my_entitlements(pg_temp.u(50), '2025-02-03Z') ->> 'plan', 'premium', '4.7.1 and who was in it has had that since it started, not since it was written down');
select pg_temp.ask(50, '2025-02-05Z');
select is(pg_temp.row(50), 'after sticky', '4.7.1 when it is over the next one is written down');
select is(private.credit_balance(pg_temp.u(50), '2025-02-06Z') ->> 'available', '30', '4.2.3 and the allowance that it gave this week stays');

-- Whom a handshake cannot write down.
select private.ensure_user(pg_temp.u(51), '2025-02-03Z');
update public.user_profile set erased_at = '2025-02-04Z' where user_id = pg_temp.u(51);
select is(private.stick_experiment(pg_temp.u(51), '2025-02-04Z'), false, '4.1.4 nothing is written of an erased user');
select is(pg_temp.row(51), null, '4.1.4 no row');
select private.leave_cohort_seat(pg_temp.u(50), '2025-02-06Z');
select is((select count(*) from private.sticky_cohorts where user_id = pg_temp.u(50)) + (select count(*) from public.user_cohorts where user_id = pg_temp.u(50)), 0::bigint, '4.1.4 an erasure forgets the experiments');

-- explain_cohort
create function pg_temp.explain(p_n integer, p_at timestamptz default '2026-01-10Z') returns text language sql as
  $$ select string_agg(concat_ws(' ', c ->> 'slug', c ->> 'source', c ->> 'reason'), ', ' order by n)
       from jsonb_array_elements(private.explain_cohort(pg_temp.u(p_n), p_at) -> 'candidates') with ordinality as e (c, n) $$;
delete from public.cohorts where slug in ('later', 'never', 'gift', 'after');
select public.save_cohort('{"slug": "trial", "bucket_to": 5000}'), public.save_cohort('{"slug": "clinic", "seats": 6}');
select public.save_cohort('{"slug": "next", "name": "Next", "kind": "experiment", "bucket_to": 10000, "starts_at": "2026-02-01T00:00:00Z"}');
select is(pg_temp.explain(pg_temp.in(14)), 'trial bucket counts, next bucket not_started', '4.7.2 why a user is in an experiment');
select is(pg_temp.explain(pg_temp.out(5)), 'trial bucket outside_buckets, next bucket not_started', '4.7.2 or in none');
select is(
  (select c - 'variant' from jsonb_array_elements(private.explain_cohort(pg_temp.u(pg_temp.in(14)), '2026-01-10Z') -> 'candidates') as c limit 1),
  jsonb_build_object('slug', 'trial', 'kind', 'experiment', 'source', 'bucket', 'is_locked', false, 'assigned_at', null, 'reason', 'counts',
    'bucket', private.cohort_bucket('trial/enrol', pg_temp.u(pg_temp.in(14))), 'variant_bucket', private.cohort_bucket('trial/variant', pg_temp.u(pg_temp.in(14))),
    'bucket_from', 0, 'bucket_to', 5000, 'starts_at', '2026-01-01Z'::timestamptz, 'ends_at', '2026-12-01Z'::timestamptz), '4.7.2 with its buckets');
insert into private.email_claims (email, user_id, claimed_at) values ('a@clinic.example', pg_temp.u(pg_temp.in(14)), '2026-01-01Z');
select is(pg_temp.explain(pg_temp.in(14)), 'trial bucket counts, clinic domain not_signed_in_since, next bucket not_started', '4.7.2 what the next sign-in will do');
select private.ensure_user(pg_temp.u(pg_temp.in(14)), '2026-01-10Z'), private.join_by_domain(pg_temp.u(pg_temp.in(14)), 'a@clinic.example', '2026-01-10Z');
select is(pg_temp.explain(pg_temp.in(14)), 'clinic domain counts, trial sticky outranked, next bucket not_started', '4.7.2 what an institution outranks');
select private.leave_cohort(pg_temp.u(pg_temp.in(14)), '2026-01-11Z');
select is(pg_temp.explain(pg_temp.in(14), '2026-01-11Z'), 'trial sticky counts, clinic domain left, next bucket not_started', '4.7.2 what the user left');
insert into private.email_claims (email, user_id, claimed_at) values ('b@clinic.example', pg_temp.u(pg_temp.out(6)), '2026-01-01Z');
update public.cohorts set seats_taken = seats where slug = 'clinic';
select is(pg_temp.explain(pg_temp.out(6)), 'clinic domain full, trial bucket outside_buckets, next bucket not_started', '4.7.2 that there is no seat');
select private.assign_cohort(pg_temp.u(pg_temp.out(6)), 'next', true, '2026-01-10Z');
select is(pg_temp.explain(pg_temp.out(6)), 'next manual counts, clinic domain outranked, trial bucket outside_buckets', '4.7.2 what an administrator fixed');
select is(public.explain_cohort('a0000000-0000-4000-8000-0000000000ff') ->> 'code', 'user_not_found', 'of nobody') from set_config('role', 'service_role', true);
select set_config('role', 'postgres', true);

select * from finish();
rollback;
