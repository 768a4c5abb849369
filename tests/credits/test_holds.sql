-- 4.2.5: reserve, commit, release, expire.
begin;
select plan(66);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 9) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 9) as n;
select private.post_credits(pg_temp.uid(n), 'purchase', '2026-03-02T00:00Z', p_bank => 10) from generate_series(1, 9) as n;
create temporary table t (name text primary key, value jsonb);
grant all on t to public;
create function pg_temp.hold(p_name text, p_n integer, p_amount integer, p_at timestamptz, p_ttl interval default '15 minutes') returns jsonb language sql as $$
  insert into t values (p_name, private.reserve_credits(pg_temp.uid(p_n), p_amount, 'hold-' || p_name, p_ttl, null, p_at)) returning value
$$;
create function pg_temp.resolve(p_name text, p_n integer, p_amount integer, p_reason text, p_at timestamptz) returns jsonb language sql as $$
  select private.resolve_hold(pg_temp.uid(p_n), (select (value ->> 'hold_id')::uuid from t where name = p_name),
    case when p_amount is null then 'released' else 'committed' end, p_amount, p_reason, p_at)
$$;
create function pg_temp.balance(p_n integer, p_at timestamptz, p_name text) returns integer language sql as
  $$ select (private.credit_balance(pg_temp.uid(p_n), p_at) ->> p_name)::integer $$;
create function pg_temp.grant(p_n integer, p_id uuid, p_amount integer, p_expires timestamptz) returns void language sql as $$
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vested_at, expires_at)
  values (pg_temp.uid(p_n), p_id, 'discount', p_amount, 0, '2026-03-01Z', '2026-03-01Z', p_expires);
  select private.post_credits(pg_temp.uid(p_n), 'grant', '2026-03-02T00:00Z', p_promotional_split => jsonb_build_object(p_id, p_amount), p_credit_id => p_id);
$$;

-- Commit
select pg_temp.grant(1, 'c0000000-0000-4000-8000-000000000001', 2, '2026-06-01Z');
select is(pg_temp.hold('one', 1, 10, '2026-03-03T12:00Z') -> 'split', '{"weekly": 3, "promotional": 2, "bank": 5}', '4.2.5 a hold is taken in burn order');
select is((value ->> 'expires_at')::timestamptz, '2026-03-03T12:15Z'::timestamptz, '4.2.5 it expires after its ttl') from t where name = 'one';
select is(value -> 'balance' ->> 'held', '10', '4.2.5 what is held is shown') from t where name = 'one';
select is(value -> 'balance' ->> 'available', '5', '4.2.5 and is not available') from t where name = 'one';
select is(private.reserve_credits(pg_temp.uid(1), 10, 'hold-one', '15 minutes', null, '2026-03-03T12:01Z'), value || '{"replayed": true}', 'the same reservation again is the first one') from t where name = 'one';
select is((private.reserve_credits(pg_temp.uid(1), 9, 'hold-one', '15 minutes', null, '2026-03-03T12:01Z') ->> 'details')::jsonb ->> 'field', 'p_amount', 'idempotency_mismatch: another amount');
select is((private.reserve_credits(pg_temp.uid(1), 10, 'hold-one', '16 minutes', null, '2026-03-03T12:01Z') ->> 'details')::jsonb ->> 'field', 'p_ttl', 'idempotency_mismatch: another ttl');
select is(private.reserve_credits(pg_temp.uid(1), 6, 'hold-more', '15 minutes', null, '2026-03-03T12:01Z') ->> 'code', 'insufficient_credits', '4.2.5 a reservation fails here or never');
select is(pg_temp.resolve('one', 1, 11, null, '2026-03-03T12:05Z') ->> 'code', 'exceeds_reservation', '4.2.5 more than is held cannot be committed');
select is(current_setting('response.status'), '422', '4.2.5 exceeds_reservation is 422');
insert into t values ('committed', pg_temp.resolve('one', 1, 4, null, '2026-03-03T12:05Z'));
select is((value ->> 'amount', value ->> 'returned')::text, '(4,6)', '4.2.5 commit takes what it did cost') from t where name = 'committed';
select is((value #>> '{balance,weekly_remaining}', value #>> '{balance,promotional}', value #>> '{balance,bank}', value #>> '{balance,held}')::text, '(0,1,10,0)',
  '4.2.5 and gives the rest back to the sources it came from') from t where name = 'committed';
select is(pg_temp.resolve('one', 1, 4, null, '2026-05-03T12:05Z'), value || '{"replayed": true}', '4.2.5 the same commit again gets the first answer, for ever') from t where name = 'committed';
select is(pg_temp.resolve('one', 1, 5, null, '2026-05-03T12:05Z') ->> 'code', 'already_committed', '4.2.5 another amount is already_committed');
select is(pg_temp.resolve('one', 1, 11, null, '2026-05-03T12:05Z') ->> 'code', 'already_committed', '4.2.5 also one above the hold');
select is(pg_temp.resolve('one', 1, null, 'failed', '2026-05-03T12:05Z') ->> 'code', 'already_committed', '4.2.5 releasing a committed hold is already_committed');
select is(current_setting('response.status'), '409', '4.2.5 already_committed is 409');
select pg_temp.hold('all', 2, 13, '2026-03-03Z');
select is(pg_temp.resolve('all', 2, 13, null, '2026-03-03T00:01Z') -> 'returned', '0', '4.2.5 all of a hold can be committed');
select pg_temp.hold('none', 3, 13, '2026-03-03Z');
select is(pg_temp.resolve('none', 3, 0, null, '2026-03-03T00:01Z') #> '{balance,available}', '13', '4.2.5 and nothing of it');

-- Release
select pg_temp.hold('two', 4, 5, '2026-03-03Z');
insert into t values ('released', pg_temp.resolve('two', 4, null, 'canceled', '2026-03-03T00:01Z'));
select is((value ->> 'amount', value ->> 'returned', value #>> '{balance,weekly_remaining}', value #>> '{balance,bank}')::text, '(0,5,3,10)', '4.2.5 release gives all back') from t where name = 'released';
select is(pg_temp.resolve('two', 4, null, 'canceled', '2026-03-04Z'), value || '{"replayed": true}', '4.2.5 the same release again gets the first answer') from t where name = 'released';
select is(pg_temp.resolve('two', 4, null, 'failed', '2026-03-04Z') ->> 'code', 'already_released', '4.2.5 releasing for another reason is already_released');
select is(pg_temp.resolve('two', 4, 1, null, '2026-03-04Z') ->> 'code', 'already_released', '4.2.5 committing a released hold is already_released');
select is(current_setting('response.status'), '409', '4.2.5 already_released is 409');
select is(pg_temp.resolve('two', 3, 1, null, '2026-03-04Z') ->> 'code', 'hold_not_found', '4.2.5 another user''s hold is not found');
select is(current_setting('response.status'), '404', '4.2.5 hold_not_found is 404');

-- Expiry
select pg_temp.hold('three', 5, 12, '2026-03-03Z', '1 hour');
select is(pg_temp.balance(5, '2026-03-03T00:59:59.999999Z', 'available'), 1, '4.2.5 a hold lasts to the microsecond');
select is(pg_temp.balance(5, '2026-03-03T01:00Z', 'available'), 13, '4.2.5 an expired hold counts as free when read');
select is((select held from public.ai_usage where user_id = pg_temp.uid(5)), 12, '4.2.5 without a write');
select is(pg_temp.resolve('three', 5, 1, null, '2026-03-03T01:00Z') ->> 'code', 'reservation_expired', '4.2.5 an expired hold cannot be committed');
select is(pg_temp.resolve('three', 5, null, 'timeout', '2026-03-03T01:00Z') ->> 'code', 'reservation_expired', '4.2.5 nor released');
select is(current_setting('response.status'), '409', '4.2.5 reservation_expired is 409');
select is((select (u.held, u.bank, u.weekly_used)::text from public.ai_usage as u where user_id = pg_temp.uid(5)), '(0,10,0)', '4.2.5 and the write has settled it');
select is((select occurred_at from private.credit_ledger where user_id = pg_temp.uid(5) and kind = 'release'), '2026-03-03T01:00Z'::timestamptz, '4.2.6 as of the moment it expired');

-- Weekly credits given back after their week; weeks of 2 and 9 March.
select pg_temp.hold('ours', 6, 3, '2026-03-08T23:30Z', '1 hour');
select is(pg_temp.resolve('ours', 6, null, 'failed', '2026-03-09T00:10Z') #> '{balance,promotional}', '3', '4.2.5 when the reason is ours, lost weekly credits become promotional ones');
select is((select (source, amount, expires_at)::text from public.referral_credits where user_id = pg_temp.uid(6)), '(goodwill,3,"2026-03-16 00:00:00+00")', '4.2.5 to the end of the current week');
select is(pg_temp.balance(6, '2026-03-16Z', 'promotional'), 0, '4.2.5 and no longer');
select pg_temp.hold('theirs', 7, 4, '2026-03-08T23:30Z', '1 hour');
select is(pg_temp.resolve('theirs', 7, null, 'canceled', '2026-03-09T00:10Z') -> 'balance' ->> 'available', '13', '4.2.5 when the user canceled, only the rest comes back');
select pg_temp.hold('late', 8, 3, '2026-03-08T23:30Z', '1 hour');
select is(pg_temp.balance(8, '2026-03-09T01:00Z', 'promotional'), 3, '4.2.5 expiry is ours: a read makes it good');
select is(pg_temp.balance(8, '2026-03-16Z', 'promotional'), 0, '4.2.5 to the end of the week in which it expired');
select private.settle_credits(pg_temp.uid(8), private.lock_user(pg_temp.uid(8), '2026-03-25Z'));
select is((select (expires_at, remaining)::text from public.referral_credits where user_id = pg_temp.uid(8)), '("2026-03-16 00:00:00+00",0)', '4.2.5 and it makes no difference who looks when');

-- Promotional credits that end on hold; 4.2.7 what is lost pays no debt.
select pg_temp.grant(9, 'c0000000-0000-4000-8000-000000000009', 4, '2026-03-03T00:30Z');
select pg_temp.hold('promo', 9, 7, '2026-03-03Z', '1 hour');
update public.ai_usage set debt = 2 where user_id = pg_temp.uid(9);
select is(pg_temp.balance(9, '2026-03-03T02:00Z', 'debt'), 0, '4.2.7 weekly credits that come back pay debt');
select is(pg_temp.balance(9, '2026-03-03T02:00Z', 'weekly_remaining'), 1, '4.2.7 and those that expired on hold do not');
select is(pg_temp.balance(9, '2026-03-03T02:00Z', 'promotional'), 0, '4.2.1 promotional credits do not outlive their end on hold');
update public.ai_usage set debt = 0 where user_id = pg_temp.uid(9);
update public.referral_credits set clawed_back_at = '2026-03-03Z' where user_id = pg_temp.uid(9);
select lives_ok($$ select private.settle_credits(pg_temp.uid(9), private.lock_user(pg_temp.uid(9), '2026-03-03T00:59Z')) $$, 'a credit clawed back while on hold stays away');
select is(pg_temp.resolve('promo', 9, null, 'failed', '2026-03-03T00:59:30Z') -> 'balance' ->> 'promotional', '0', 'and does not come back with the hold');

-- Arguments
set local role service_role;
select throws_ok(format('select public.reserve_credits(%s, %L, %L, %L, %L)', a, k, i, r, pg_temp.uid(1)), 'PT400', null, 'reserve_credits: ' || w)
  from (values ('null', 'key-00000', '1 minute', 'r', 'no amount'), ('0', 'key-00000', '1 minute', 'r', 'nothing'), ('1000001', 'key-00000', '1 minute', 'r', 'too much'),
               ('1', null, '1 minute', 'r', 'no key'), ('1', 'short', '1 minute', 'r', 'a short key'), ('1', 'key-00000', '0.5 seconds', 'r', 'no time'),
               ('1', 'key-00000', '25 hours', 'r', 'too long a time'), ('1', 'key-00000', '-1 day', 'r', 'a negative time'),
               ('1', 'key-00000', '1 minute', '', 'an empty reason'), ('1', 'key-00000', '1 minute', repeat('r', 201), 'a long reason')) as v (a, k, i, r, w);
select throws_ok(call, 'PT400', null, call) from (values
  ('select public.commit_credits(null, 1, ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.commit_credits(gen_random_uuid(), null, ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.commit_credits(gen_random_uuid(), -1, ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.commit_credits(gen_random_uuid(), 1000001, ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.commit_credits(gen_random_uuid(), 1)'),
  ('select public.release_credits(null, ''failed'', ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.release_credits(gen_random_uuid(), null, ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.release_credits(gen_random_uuid(), ''expired'', ''a0000000-0000-4000-8000-000000000001'')'),
  ('select public.release_credits(gen_random_uuid(), ''failed'')'),
  ('select public.reserve_credits(1, ''key-00000'')')) as v (call);
reset role;
select * from finish();
rollback;
