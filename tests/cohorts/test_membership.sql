-- 4.7.2: who is in which institution: by code, by the domain of the verified address, by hand; seats, and what it gives.
begin;
select plan(107);

create temporary table t (name text primary key, value jsonb);
create function pg_temp.u(p_n integer) returns uuid language sql as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.courses (course_code, title, price_micros, currency, status) values ('granted', 'Granted', 0, 'EUR', 'published');
insert into public.user_profile (user_id) select pg_temp.u(n) from generate_series(1, 30) as n;
insert into public.user_profile (user_id, erased_at) values (pg_temp.u(31), '2026-01-01Z');
select private.ensure_user(pg_temp.u(n), '2026-01-05Z') from generate_series(1, 30) as n;
select public.save_cohort('{"slug": "clinic", "name": "Clinic", "kind": "institution", "seats": 3, "domain": "clinic.example", "splash": {"title": "Hello"}, "ends_at": "2026-03-01T00:00:00Z", "grants": {"plan": "premium", "courses": ["granted"]}}');
select public.save_cohort('{"slug": "library", "name": "Library", "kind": "institution", "domain": "library.example"}');
select public.save_cohort('{"slug": "past", "name": "Past", "kind": "institution", "domain": "past.example", "ends_at": "2026-01-10T00:00:00Z"}');
select public.save_cohort('{"slug": "future", "name": "Future", "kind": "institution", "domain": "future.example", "starts_at": "2026-06-01T00:00:00Z"}');
select public.set_join_code('clinic', 'CLINIC'), public.set_join_code('library', 'LIBRARY'), public.set_join_code('past', 'PAST26'), public.set_join_code('future', 'FUTURE');
update private.throttle_limits set attempts = 3 where operation = 'join_code';

create function pg_temp.join(p_n integer, p_code text, p_email text default null, p_at timestamptz default '2026-01-20Z') returns jsonb language sql as
  $$ select private.join_cohort(pg_temp.u(p_n), p_code, p_email, p_at) $$;
create function pg_temp.leave(p_n integer, p_at timestamptz default '2026-01-20Z') returns jsonb language sql as $$ select private.leave_cohort(pg_temp.u(p_n), p_at) $$;
create function pg_temp.assign(p_n integer, p_slug text, p_lock boolean default false, p_at timestamptz default '2026-01-20Z') returns jsonb language sql as
  $$ select private.assign_cohort(pg_temp.u(p_n), p_slug, p_lock, p_at) $$;
-- At sign-in, with a verified address.
create function pg_temp.sign_in(p_n integer, p_email text, p_at timestamptz default '2026-01-20Z') returns text language plpgsql as $$
begin
  perform private.join_by_domain(pg_temp.u(p_n), p_email, p_at);
  return (select slug || ' ' || source from public.user_cohorts where user_id = pg_temp.u(p_n));
end $$;
create function pg_temp.row(p_n integer) returns text language sql as $$ select concat_ws(' ', slug, source, case when is_locked then 'locked' end) from public.user_cohorts where user_id = pg_temp.u(p_n) $$;
-- "clinic 2 library 0": seats in use, when they are the members, of each institution with any.
create function pg_temp.seats() returns text language sql as
  $$ select coalesce(string_agg(c.slug || ' ' || case when c.seats_taken = m.members then m.members::text else format('%s but %s members', c.seats_taken, m.members) end, ' ' order by c.slug), '')
       from public.cohorts as c cross join lateral (select count(*) as members from public.user_cohorts as u where u.slug = c.slug) as m
      where c.kind = 'institution' and (m.members > 0 or c.seats_taken > 0) $$;
create function pg_temp.code(p_answer jsonb) returns text language sql as
  $$ select concat_ws(' ', coalesce(p_answer ->> 'code', p_answer ->> 'source'), case when p_answer ? 'code' then current_setting('response.status') end, case when p_answer -> 'replayed' = 'true' then 'replayed' end) $$;

-- By code.
insert into t select 'joined', pg_temp.join(1, ' cli-nic ');
select is(value, '{"ok": true, "cohort": {"slug": "clinic", "name": "Clinic", "kind": "institution", "splash": {"title": "Hello"}, "variant": null}, "source": "join_code", "replayed": false}', '4.7.2 joining by code, however it is written') from t where name = 'joined';
select is(pg_temp.row(1), 'clinic join_code', '4.7.2 the user is a member');
select is(pg_temp.seats(), 'clinic 1', '4.7.2 on a seat');
select is(pg_temp.join(1, 'CLINIC'), (select value || '{"replayed": true}' from t where name = 'joined'), '4.7.2 again: the same answer, replayed');
select is(pg_temp.seats(), 'clinic 1', '4.7.2 and no second seat');

-- What it gives, at once, and what leaving takes.
select is(private.my_entitlements(pg_temp.u(1), '2026-01-20Z') - 'state', '{"plan": "premium", "entitled": true, "source": "cohort", "environment": null, "will_renew": false}' || jsonb_build_object('expires_at', '2026-03-01Z'::timestamptz), '4.7.2 its plan, with source cohort, until it ends');
select is((select (course_code, source)::text from private.my_courses(pg_temp.u(1), '2026-01-20Z')), '(granted,cohort)', '4.7.2 its courses, with source cohort');
select is(private.credit_balance(pg_temp.u(1), '2026-01-20Z') ->> 'available', '30', '4.7.2 the weekly allowance of its plan');
insert into t select 'handshake', private.handshake(pg_temp.u(1), '{}', '2026-01-20Z');
select is(value -> 'cohort', '{"slug": "clinic", "splash": {"title": "Hello"}, "variant": null}', '4.7.2 the handshake shows it') from t where name = 'handshake';
select is(value #>> '{entitlements,source}', 'cohort', '4.7.2 the plan too') from t where name = 'handshake';
select is(value -> 'courses', '["granted"]', '4.7.2 the courses too') from t where name = 'handshake';
select is((select valid_until from public.cached_handshake_responses where user_id = pg_temp.u(1)), '2026-03-01Z'::timestamptz, '4.6.4, 4.7.2 until it ends, to the microsecond');
select is(private.my_entitlements(pg_temp.u(1), '2026-03-01Z'::timestamptz - interval '1 microsecond') ->> 'plan', 'premium', '4.7.2 the last microsecond of the plan');
select is(private.my_entitlements(pg_temp.u(1), '2026-03-01Z') ->> 'plan', 'free', '4.7.2 and no longer');
select is((select count(*) from private.my_courses(pg_temp.u(1), '2026-03-01Z')), 0::bigint, '4.7.2 nor the courses');
insert into t select 'left', pg_temp.leave(1, '2026-01-21Z');
select is(value, '{"ok": true, "left": "clinic", "cohort": null, "source": null}', '4.7.2 leaving') from t where name = 'left';
select is(pg_temp.seats(), '', '4.7.2 gives the seat back');
select is(private.my_entitlements(pg_temp.u(1), '2026-01-21Z') ->> 'plan', 'free', '4.7.2 the plan is gone');
select is((select count(*) from private.my_courses(pg_temp.u(1), '2026-01-21Z')), 0::bigint, '4.7.2 the courses too');
select is(private.handshake(pg_temp.u(1), jsonb_build_object('cookie', t.value -> 'cookie'), '2026-01-21Z') -> 'cohort', 'null', '4.7.2 the next handshake says so') from t where name = 'handshake';
select is(private.credit_balance(pg_temp.u(1), '2026-01-21Z') ->> 'available', '30', '4.2.3 this week''s allowance stays, though no credit moved in it');
select is(private.credit_balance(pg_temp.u(1), '2026-01-26Z') ->> 'available', '3', '4.2.3 the next week''s is that of the free plan');
select is(pg_temp.leave(1, '2026-01-22Z'), '{"ok": true, "left": null, "cohort": null, "source": null}', '4.7.2 leaving again is harmless');
select pg_temp.join(2, 'CLINIC', p_at => '2026-02-20Z');
select is(private.credit_balance(pg_temp.u(2), '2026-03-01Z') ->> 'available', '30', '4.2.3 nor does the end of the cohort take this week''s allowance back');
select is(private.credit_balance(pg_temp.u(2), '2026-03-02Z') ->> 'available', '3', '4.2.3 but the next week''s');
select pg_temp.leave(2);
select pg_temp.join(8, 'CLINIC'), pg_temp.leave(8);
select is(private.credit_balance(pg_temp.u(8), '2026-01-20Z') ->> 'available', '30', '4.2.3 nor does leaving, of who was a member for a moment');
select pg_temp.join(9, 'CLINIC'), pg_temp.join(9, 'LIBRARY');
select is(private.credit_balance(pg_temp.u(9), '2026-01-20Z') ->> 'available', '30', '4.2.3 nor joining another');
select pg_temp.leave(9);

-- What does not open.
insert into t select 'unknown', pg_temp.join(3, 'UNKNOWN');
select is(pg_temp.code(value), 'code_not_found 404', '4.7.2 an unknown code') from t where name = 'unknown';
select is(pg_temp.join(3, 'PAST26')::text, value::text, '4.7.2 one of an institution that is over: the same to the last byte') from t where name = 'unknown';
select is(pg_temp.join(3, 'FUTURE')::text, value::text, '4.7.2 one of an institution that has not begun: the same') from t where name = 'unknown';
select is(pg_temp.code(pg_temp.join(3, 'LIBRARY')), 'too_many_attempts 429', '4.7.2 failures are counted, and then the right code does not help');
select is((pg_temp.join(3, 'LIBRARY') ->> 'details')::jsonb ->> 'retry_after', '300', '4.7.2 for so many seconds');
select is(pg_temp.code(pg_temp.join(3, 'LIBRARY', p_at => '2026-01-20T00:05Z')), 'join_code', '4.7.2 then it does');
select is(pg_temp.join(4, '!?')::text, value::text, '4.7.2 what cannot be a code is refused alike') from t where name = 'unknown';
select is(pg_temp.join(4, '')::text, value::text, '4.7.2 so is an empty one') from t where name = 'unknown';
select is(pg_temp.code(pg_temp.join(5, 'PAST26', p_at => '2026-01-09T23:59:59.999999Z')), 'join_code', '4.7.2 an institution opens until it ends, to the microsecond');
select is(pg_temp.code(pg_temp.join(6, 'FUTURE', p_at => '2026-06-01Z')), 'join_code', '4.7.2 and from when it starts');
select public.set_join_code('library', 'LIBRARY2');
select is(pg_temp.join(7, 'LIBRARY')::text, value::text, '4.7.2 a replaced code stops working at once') from t where name = 'unknown';
select is(pg_temp.code(pg_temp.join(7, 'LIBRARY2')), 'join_code', '4.7.2 and the new one works');
select is(pg_temp.code(pg_temp.join(31, 'LIBRARY2')), 'user_not_found 404', '4.1.4 an erased account joins nothing');

-- Seats.
select is(pg_temp.seats(), 'future 1 library 2 past 1', 'members until here');
select pg_temp.join(n, 'CLINIC') from generate_series(10, 12) as n;
select is(pg_temp.code(pg_temp.join(13, 'CLINIC')), 'cohort_full 409', '4.7.2 no free seat');
select is(pg_temp.code(pg_temp.join(7, 'CLINIC')), 'cohort_full 409', '4.7.2 nor for a member of another');
select is(pg_temp.row(7), 'library join_code', '4.7.2 who stays where he is');
select is(pg_temp.code(pg_temp.join(10, 'CLINIC')), 'join_code replayed', '4.7.2 a member of a full institution is told so');
select is(pg_temp.code(pg_temp.assign(10, 'clinic')), 'manual', '4.7.2 and may be fixed there by hand');
select is(pg_temp.seats(), 'clinic 3 future 1 library 2 past 1', '4.7.2 on the seat that he has');
select is(pg_temp.code(pg_temp.assign(13, 'clinic')), 'cohort_full 409', '4.7.2 nor by hand');
select is(pg_temp.sign_in(13, 'a@clinic.example'), null, '4.7.2 nor by domain: nothing happens');
select pg_temp.leave(10);
select is(pg_temp.code(pg_temp.join(7, 'CLINIC')), 'join_code', '4.7.2 a seat given back is free');
select is(pg_temp.seats(), 'clinic 3 future 1 library 1 past 1', '4.7.2 and changing gives the old one back');
select public.save_cohort('{"slug": "clinic", "seats": 10}');

-- By the domain of the verified address.
select is(pg_temp.sign_in(14, 'a@clinic.example'), 'clinic domain', '4.7.2 a verified address in the domain of a running institution makes a member');
select is(pg_temp.sign_in(14, 'a@clinic.example'), 'clinic domain', '4.7.2 and again: no change');
select is(pg_temp.seats(), 'clinic 4 future 1 library 1 past 1', '4.7.2 on one seat');
select is(pg_temp.sign_in(15, 'a@sub.clinic.example'), null, '4.7.2 what is below the domain is not it');
select is(pg_temp.sign_in(15, 'a@notclinic.example'), null, '4.7.2 nor what ends like it');
select is(pg_temp.sign_in(15, 'a@clinic.example@evil.example'), null, '4.7.2 the last @ counts');
select is(pg_temp.sign_in(15, null), null, '4.7.2 without a verified address nothing happens');
select is(pg_temp.sign_in(15, 'a@past.example'), null, '4.7.2 nor does one that is over take anybody in');
select is(pg_temp.sign_in(15, 'a@future.example'), null, '4.7.2 nor one that has not begun');
select is(pg_temp.code(pg_temp.join(15, null, 'a@clinic.example')), 'domain', '4.7.2 join_cohort without a code joins by domain');
select is(pg_temp.code(pg_temp.join(16, null, 'a@elsewhere.example')), 'code_not_found 404', '4.7.2 when there is one');
select is(pg_temp.code(pg_temp.join(16, null, null)), 'code_not_found 404', '4.7.2 an address that is not verified joins nothing');
select is((select count(*) from private.user_throttles as u where u.user_id = pg_temp.u(16)), 0::bigint, '4.7.2 which tells nobody anything, and is not counted');
select is(pg_temp.sign_in(14, null), 'clinic domain', '4.7.2 a token that says nothing of the address ends nothing');
select is(pg_temp.sign_in(14, 'a@library.example'), 'library domain', '4.7.2 another verified address, another institution');
select is(pg_temp.sign_in(14, 'a@elsewhere.example'), null, '4.7.2 or none: the membership by domain ends with the address');
select is(pg_temp.seats(), 'clinic 4 future 1 library 1 past 1', '4.7.2 and the seats are given back');
select is(pg_temp.sign_in(7, 'a@library.example'), 'clinic join_code', '4.7.2 who joined by code stays, whatever the address');
select is(pg_temp.sign_in(15, 'a@clinic.example'), 'clinic domain', '4.7.2 a member by domain');
select is(pg_temp.code(pg_temp.join(15, 'CLINIC')), 'join_code replayed', '4.7.2 who has the code too');
select is(pg_temp.sign_in(15, 'a@elsewhere.example'), 'clinic join_code', '4.7.2 no longer depends on the address');
select is(pg_temp.sign_in(5, 'a@library.example'), 'library domain', '4.7.2 an institution that is over keeps nobody from the next');
select is(pg_temp.seats(), 'clinic 4 future 1 library 2', '4.7.2 nor the seat');
select pg_temp.sign_in(17, 'a@clinic.example'), pg_temp.leave(17);
select is(pg_temp.sign_in(17, 'a@clinic.example'), null, '4.7.2 who left is not put back by the address');
select is(pg_temp.sign_in(17, 'a@library.example'), 'library domain', '4.7.2 another institution may');
select is(pg_temp.code(pg_temp.join(17, null, 'a@clinic.example')), 'domain', '4.7.2 who wants to come back, does');
select pg_temp.sign_in(17, 'a@library.example');
select is(pg_temp.sign_in(17, 'a@clinic.example'), 'clinic domain', '4.7.2 and is as welcome as anybody from then on');
select public.save_cohort('{"slug": "library", "domain": null}');
select is(pg_temp.sign_in(5, 'a@library.example'), 'library domain', '4.7.2 an institution that gives its domain up lets nobody in by it, and keeps who is there');

-- By hand.
insert into t select 'assigned', pg_temp.assign(20, 'clinic', true);
select is(value - 'cohort', '{"ok": true, "assigned": "clinic", "locked": true, "source": "manual", "replayed": false}' || jsonb_build_object('user_id', pg_temp.u(20)), '4.7.2 an administrator puts a user into a cohort') from t where name = 'assigned';
select is(pg_temp.code(pg_temp.assign(20, 'clinic', true)), 'manual replayed', '4.7.2 again: replayed');
select is(pg_temp.seats(), 'clinic 6 future 1 library 2', '4.7.2 on one seat');
select is(pg_temp.code(pg_temp.leave(20)), 'cohort_locked 409', '4.7.2 who is locked cannot leave');
select is(pg_temp.code(pg_temp.join(20, 'LIBRARY2')), 'cohort_locked 409', '4.7.2 nor join another');
select is(pg_temp.code(pg_temp.join(20, 'NONE99')), 'code_not_found 404', '4.7.2 nor try codes');
select is(pg_temp.code(pg_temp.join(20, 'CLINIC')), 'manual replayed', '4.7.2 but is told that he is a member');
select is(pg_temp.code(pg_temp.assign(20, 'clinic', false)), 'manual', '4.7.2 the lock can be taken away');
select is(pg_temp.leave(20) ->> 'left', 'clinic', '4.7.2 then he can leave');
select pg_temp.assign(21, 'clinic');
select public.save_cohort('{"slug": "school", "name": "School", "kind": "institution", "domain": "school.example"}');
select is(pg_temp.sign_in(21, 'a@school.example'), 'clinic manual', '4.7.2 manual comes before the domain');
select is(pg_temp.assign(21, 'library', true) #>> '{cohort,slug}', 'library', '4.7.2 an administrator moves whom he wants');
select is(pg_temp.assign(21, null) - 'user_id', '{"ok": true, "assigned": null, "locked": false, "cohort": null, "source": null, "replayed": false}', '4.7.2 and takes him out, lock and all');
select is(pg_temp.assign(21, null) -> 'replayed', 'true', '4.7.2 once');
select pg_temp.join(22, 'CLINIC'), pg_temp.assign(22, null);
select is(pg_temp.sign_in(22, 'a@clinic.example'), null, '4.7.2 whoever joined by himself too, and the address does not bring him back');
select is(pg_temp.code(pg_temp.assign(22, 'none')), 'unknown_cohort 422', '4.7.2 of no cohort');
select is(pg_temp.code(pg_temp.assign(31, 'clinic')), 'user_not_found 404', '4.1.4 of an erased account');
select pg_temp.join(23, 'CLINIC', p_at => '2026-01-19Z');
select pg_temp.assign(23, 'clinic', true);
select is((select (source, is_locked, assigned_at = '2026-01-19Z')::text from public.user_cohorts where user_id = pg_temp.u(23)), '(manual,t,t)', '4.7.2 a member who is fixed by hand has been one since he joined');
select is(pg_temp.seats(), 'clinic 6 future 1 library 2', '4.7.2 seats are members, whatever the source');
select pg_temp.assign(24, 'future');
select is(pg_temp.code(pg_temp.assign(24, 'future')), 'replayed', '4.7.2 what has not begun does not count');
select is(pg_temp.assign(24, 'future', true) #>> '{cohort,slug}', 'future', '4.7.2 unless it is locked');

-- Erasure.
select private.leave_cohort_seat(pg_temp.u(24), '2026-01-20Z'), private.leave_cohort_seat(pg_temp.u(1), '2026-01-20Z');
select is(pg_temp.seats(), 'clinic 6 future 1 library 2', '4.1.4 an erasure gives the seat back');

-- The API: misuse.
create function pg_temp.as_user(p_role text, p_n integer, p_sql text) returns text language sql as
  $$ select set_config('request.jwt.claims', jsonb_build_object('role', p_role, 'sub', pg_temp.u(p_n))::text, true); select set_config('role', p_role, true); select p_sql $$;
select throws_ok(pg_temp.as_user('authenticated', 25, $$select public.join_cohort(repeat('x', 201))$$), 'PT400', 'p_code must have at most 200 characters', 'a code has a length');
select throws_ok($$select public.assign_cohort('a0000000-0000-4000-8000-000000000001', 'clinic')$$, '42501', null, 'a user assigns nobody');
select throws_ok($$select public.save_cohort('{}')$$, '42501', null, 'a user makes no cohort');
select throws_ok($$select public.set_join_code('clinic', 'MINE99')$$, '42501', null, 'a user sets no code');
select throws_ok($$select public.explain_cohort()$$, '42501', null, 'a user explains nobody');
select set_config('role', 'postgres', true);
select throws_ok(pg_temp.as_user('dochub_admin', 25, $$select public.assign_cohort(null, 'clinic')$$), 'PT400', 'p_user_id is missing', 'somebody must be named');
select throws_ok($$select public.assign_cohort('a0000000-0000-4000-8000-000000000001', null, true)$$, 'PT400', 'p_lock goes with p_cohort', 'nothing cannot be locked');
select set_config('role', 'postgres', true);

select * from finish();
rollback;
