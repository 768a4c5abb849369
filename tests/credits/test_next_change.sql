-- ADR 16: what is stored holds until next_change_at; a key is found whichever way the first call went; one CHECK holds all rules.
begin;
select plan(91);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 30) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 30) as n;
insert into public.cohorts (slug, name, kind, grant_plan, ends_at) values ('clinic', 'Clinic', 'institution', 'premium', '2026-03-05Z');
insert into public.cohorts (slug, name, kind, salt, bucket_from, bucket_to, starts_at) values ('trial', 'Trial', 'experiment', 'trial', 0, 1, '2026-04-01Z');
create function pg_temp.settle(p_n integer, p_at timestamptz default '2026-03-02T01:00Z') returns timestamptz language plpgsql as $$
declare v_next timestamptz;
begin
  perform private.settle_credits(pg_temp.uid(p_n), private.lock_user(pg_temp.uid(p_n), p_at));
  select u.next_change_at into v_next from public.ai_usage as u where u.user_id = pg_temp.uid(p_n);
  return v_next;
end $$;
create function pg_temp.spend(p_n integer, p_amount integer, p_key text, p_at timestamptz default '2026-03-02T02:00Z') returns jsonb language sql as
  $$ select private.deduct_credits(pg_temp.uid(p_n), p_amount, p_key, null, p_at) $$;
create function pg_temp.is_stored(p_n integer, p_at timestamptz default '2026-03-02T02:00Z') returns boolean language sql as
  $$ select private.stored_balance(pg_temp.uid(p_n), p_at) is not null $$;
create function pg_temp.grant(p_n integer, p_id uuid, p_amount integer, p_expires timestamptz, p_vests timestamptz default null) returns void language sql as $$
  insert into public.referral_credits (user_id, credit_id, source, amount, remaining, granted_at, vests_at, vested_at, expires_at)
  values (pg_temp.uid(p_n), p_id, 'referral', p_amount, case when p_vests is null then p_amount else 0 end, '2026-03-01Z', p_vests,
    case when p_vests is null then '2026-03-01Z'::timestamptz end, p_expires)
$$;

-- When the next change is
select is(pg_temp.is_stored(1), false, 'nothing is stored of whom nobody has settled');
select is(pg_temp.settle(1), '2026-03-09Z'::timestamptz, 'the end of the week is a change');
select is(pg_temp.is_stored(1), true, 'until then the row is the answer');
select is(pg_temp.is_stored(1, '2026-03-08T23:59:59.999999Z'), true, 'to the microsecond before');
select is(pg_temp.is_stored(1, '2026-03-09Z'), false, 'and not at it');
select private.reserve_credits(pg_temp.uid(2), 1, 'reserve-1', '1 hour', null, '2026-03-02T01:00Z');
select is((select u.next_change_at from public.ai_usage as u where u.user_id = pg_temp.uid(2)), '2026-03-02T02:00Z'::timestamptz, 'a hold''s end is a change from the moment it is made');
update public.ai_usage set next_change_at = '-infinity' where user_id = pg_temp.uid(2);
select is(pg_temp.settle(2), '2026-03-02T02:00Z'::timestamptz, 'and when it is worked out anew');
select pg_temp.grant(3, 'c0000000-0000-4000-8000-000000000003', 5, '2026-03-03Z');
select is(pg_temp.settle(3), '2026-03-03Z'::timestamptz, 'the end of promotional credits is a change');
select pg_temp.grant(4, 'c0000000-0000-4000-8000-000000000004', 5, '2026-05-03Z', '2026-03-04Z');
select is(pg_temp.settle(4), '2026-03-04Z'::timestamptz, 'the vesting of a reward is a change');
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
values (pg_temp.uid(5), 'apple', 'production', 't-5', 't-5', 'dochub.premium.monthly', 'premium', '2026-03-06Z', '2026-04-06Z', '2026-03-01Z');
select is(pg_temp.settle(5), '2026-03-06Z'::timestamptz, 'the start of a period that is known is a change');
insert into public.user_cohorts (user_id, slug, source) values (pg_temp.uid(6), 'clinic', 'manual');
select is(pg_temp.settle(6), '2026-03-05Z'::timestamptz, 'the end of the user''s cohort is a change');
select is(pg_temp.settle(7, '2026-03-31Z'), '2026-04-01Z'::timestamptz, 'so is the start of an experiment');

-- What changes them at once
select pg_temp.settle(n) from generate_series(8, 20) as n;
select is(bool_and(pg_temp.is_stored(n)), true, 'all of these are stored') from generate_series(8, 20) as n;
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
values (pg_temp.uid(8), 'apple', 'production', 't-8', 't-8', 'dochub.premium.monthly', 'premium', '2026-02-20Z', '2026-04-06Z', '2026-03-01Z');
select is(pg_temp.is_stored(8), false, 'a transaction counts at once');
select is(pg_temp.spend(8, 30, 'spend-08') ->> 'ok', 'true', 'for the spend that comes next');
update private.store_transactions set revoked_at = '2026-03-02T02:00Z' where transaction_id = 't-8';
select is(pg_temp.is_stored(8), false, 'so does its revocation');
update private.store_transactions set user_id = pg_temp.uid(9) where transaction_id = 't-8';
select is(pg_temp.is_stored(9), false, 'and its being handed on, for the taker');
insert into private.store_subscriptions (user_id, store, environment, original_transaction_id, will_renew, attributes_at)
values (pg_temp.uid(10), 'apple', 'production', 't-8', true, '2026-03-01Z');
select is(pg_temp.is_stored(10), false, 'a pause counts at once');
insert into public.user_cohorts (user_id, slug, source, assigned_at) values (pg_temp.uid(11), 'clinic', 'manual', '2026-03-02Z');
select is(pg_temp.is_stored(11), false, 'joining a cohort counts at once');
select is(pg_temp.spend(11, 30, 'spend-11') ->> 'ok', 'true', 'and its plan can be spent');
insert into private.sticky_cohorts (user_id, slug, assigned_at) values (pg_temp.uid(12), 'trial', '2026-03-02Z');
select is(pg_temp.is_stored(12), false, 'so does an experiment that is written down');
update public.user_profile set is_anonymous = true where user_id = pg_temp.uid(13);
select is(pg_temp.is_stored(13), false, 'is_anonymous counts at once');
update public.user_profile set is_tester = true where user_id = pg_temp.uid(14);
select is(pg_temp.is_stored(14), false, 'is_tester counts at once');
update private.user_details set time_zone = 'Asia/Tokyo' where user_id = pg_temp.uid(15);
select is(pg_temp.is_stored(15), false, 'a change of zone counts at once');
select pg_temp.grant(16, 'c0000000-0000-4000-8000-000000000016', 5, '2026-06-03Z');
select is(pg_temp.is_stored(16), false, 'promotional credits count at once');
select is(pg_temp.spend(16, 8, 'spend-16') -> 'split', '{"weekly": 3, "promotional": 5, "bank": 0}', 'and can be spent');
select is(pg_temp.is_stored(16), true, 'spending them leaves what is stored as it is');
select private.set_time_zone(pg_temp.uid(17), 'UTC', '2026-03-02T01:30Z');
select is(pg_temp.spend(17, 3, 'spend-17') ->> 'ok', 'true', 'setting the zone of whose credits never moved leaves no allowance of nothing');
update public.user_profile set locale = 'de', updated_at = now() where user_id = pg_temp.uid(18);
update public.user_profile set is_anonymous = false where user_id = pg_temp.uid(18);
select is(pg_temp.is_stored(18), true, 'a sign-in that changes nothing of it leaves what is stored');

update public.user_profile set email = null, is_email_verified = false, first_name = null, last_name = null, display_name = null, locale = null, devices = '[]',
  referral_code = null, role = 'user', is_tester = false, erased_at = '2026-03-02T01:00Z' where user_id = pg_temp.uid(19);
select is(pg_temp.is_stored(19), false, 'an erased account has nothing stored');
select is(private.lock_user(pg_temp.uid(19), '2026-03-02T02:00Z'), null, 'nor a lock');
select is(pg_temp.spend(19, 1, 'spend-19') ->> 'code', 'user_not_found', 'nor credits');

-- Facts that all users share
update private.plans set weekly_credits = 4 where plan = 'free';
select is(pg_temp.is_stored(20), false, 'plans that changed count at once, for everybody');
select is(pg_temp.spend(20, 4, 'spend-20') ->> 'ok', 'true', 'and can be spent');
select pg_temp.settle(1);
update public.cohorts set grant_plan = null where slug = 'clinic';
select is(pg_temp.is_stored(1), false, 'so do cohorts');
select pg_temp.settle(1);
update public.cohorts set seats_taken = 0, name = 'Clinic' where slug = 'clinic';
select is(pg_temp.is_stored(1), true, 'their seats and names do not matter');

-- A payment behind a reward is refunded: inserted without the user's lock
select pg_temp.grant(21, 'c0000000-0000-4000-8000-000000000021', 5, '2026-06-03Z');
select pg_temp.settle(21);
select is(private.credit_balance(pg_temp.uid(21), '2026-03-02T02:00Z') ->> 'promotional', '5', 'a reward is there');
insert into private.referral_clawbacks (user_id, credit_id, refunded_at) values (pg_temp.uid(21), 'c0000000-0000-4000-8000-000000000021', '2026-03-02T01:30Z');
select is(private.credit_balance(pg_temp.uid(21), '2026-03-02T02:00Z') ->> 'promotional', '0', '4.5.6 a clawback counts at once when read');
select is(pg_temp.spend(21, 5, 'spend-21') ->> 'code', 'insufficient_credits', '4.5.6 and when spent');
select is((select r.clawed_back_at from public.referral_credits as r where r.user_id = pg_temp.uid(21)), '2026-03-02T02:00Z'::timestamptz, '4.5.6 and the spend wrote it down');

-- The key, whichever way the calls went
create temporary table t (name text primary key, value jsonb);
insert into t values ('first', pg_temp.spend(22, 1, 'key-00001'));
select is(pg_temp.spend(22, 1, 'key-00001'), value || '{"replayed": true}', 'settled first, stored at the repeat: spent once') from t where name = 'first';
insert into t values ('second', pg_temp.spend(22, 2, 'key-00002'));
select is(pg_temp.is_stored(22), true, 'the second call had nothing to settle');
select is(pg_temp.spend(22, 2, 'key-00002', '2026-03-20Z'), value || '{"replayed": true}', 'stored first, weeks later at the repeat: spent once') from t where name = 'second';
update private.user_details set time_zone = 'Asia/Tokyo' where user_id = pg_temp.uid(22);
select is(pg_temp.spend(22, 2, 'key-00002', '2026-03-20Z'), value || '{"replayed": true}', 'and after a fact changed') from t where name = 'second';
select is((select count(*) from private.credit_ledger as l where l.user_id = pg_temp.uid(22) and l.kind = 'spend'), 2::bigint, 'two spends in all');
select is((select count(*) from private.idempotency_keys as k where k.user_id = pg_temp.uid(22)), 0::bigint, 'the ledger entry is the only record of their keys');
select is((pg_temp.spend(22, 3, 'key-00002', '2026-03-20Z') ->> 'details')::jsonb ->> 'field', 'p_amount', 'idempotency_mismatch names what differs');
insert into t values ('refused', pg_temp.spend(23, 9, 'key-00003'));
select private.adjust_credits(pg_temp.uid(23), 50, 'key-00004', null, '2026-03-02T02:00Z');
select is(pg_temp.spend(23, 9, 'key-00003'), value, 'a refusal is found too, whatever there is by now') from t where name = 'refused';
select is(pg_temp.spend(23, 9, 'key-00003', '2026-04-02T02:00Z') ->> 'ok', 'true', 'for 30 days');
select is(pg_temp.spend(23, 9, 'key-00003', '2026-04-02T02:00Z') ->> 'replayed', 'true', 'after which the success is what is found');
insert into t values ('adjusted', private.adjust_credits(pg_temp.uid(24), 50, 'key-00005', null, '2026-03-02T02:00Z'));
select pg_temp.spend(24, 7, 'key-00006');
select is(private.adjust_credits(pg_temp.uid(24), 50, 'key-00005', null, '2026-03-02T03:00Z'), value || '{"replayed": true}', 'an adjustment is found, with the balance of then') from t where name = 'adjusted';
select is((private.adjust_credits(pg_temp.uid(24), 51, 'key-00005', null, '2026-03-02T03:00Z') ->> 'details')::jsonb ->> 'field', 'p_amount', 'another amount is a mismatch');
select is(private.reserve_credits(pg_temp.uid(24), 50, 'key-00006', '15 minutes', null, '2026-03-02T03:00Z') ->> 'code', 'insufficient_credits', 'a key is an operation''s: reserve_credits does not find deduct_credits'' key');
select throws_ok(format('insert into private.credit_ledger (user_id, entry_no, kind, bank, week_start, occurred_at, caller_class, key_sha256)
  select l.user_id, 99, l.kind, -1, l.week_start, l.occurred_at, l.caller_class, l.key_sha256 from private.credit_ledger as l where l.user_id = %L and l.kind = ''adjustment''', pg_temp.uid(24)),
  '23505', null, 'no key has two entries');

-- What is stored is changed in place, once a call
select pg_temp.settle(25);
create function pg_temp.updates() returns text language sql as
  $$ select s.n_tup_upd || ' ' || s.n_tup_hot_upd from pg_stat_xact_user_tables as s where s.relid = 'public.ai_usage'::regclass $$;
insert into t select 'updates', to_jsonb(pg_temp.updates());
select pg_temp.spend(25, 1, 'key-00007');
select is(split_part(pg_temp.updates(), ' ', 1)::integer - split_part(value #>> '{}', ' ', 1)::integer, 1, 'a spend updates the row once') from t where name = 'updates';
select is(split_part(pg_temp.updates(), ' ', 2)::integer - split_part(value #>> '{}', ' ', 2)::integer, 1, 'in place (HOT)') from t where name = 'updates';

-- Each rule of the one CHECK
select throws_ok(format('update public.ai_usage set %s where user_id = %L', change, pg_temp.uid(1)), '23514', null, 'ai_usage: not ' || change)
  from unnest(array['weekly_peak = -1', 'weekly_used = -1', 'bank = -1', 'held = -1', 'debt = -1', 'promotional = -1', 'last_entry_no = -1', 'week_ends_at = week_start']) as change;
select throws_ok(format('insert into private.credit_ledger (user_id, entry_no, kind, bank, week_start, occurred_at%s) values (%L, %s, now(), now()%s)',
    coalesce(', ' || col, ''), pg_temp.uid(1), val, coalesce(', ' || extra, '')), '23514', null, 'credit_ledger: ' || rule)
  from (values
    ('0, ''spend'', 1', null, null, 'entries are numbered from 1'),
    ('901, ''gift'', 1', null, null, 'no other kinds'),
    ('901, ''spend'', 0', null, null, 'something moves'),
    ('901, ''spend'', 1', 'promotional_split', '''[]''', 'the split is an object'),
    ('901, ''spend'', 1', 'key_sha256', 'sha256(''k'')', 'no key without a caller class'),
    ('901, ''spend'', 1', 'caller_class', '''client''', 'no caller class without a key'),
    ('901, ''spend'', 1', 'caller_class, key_sha256', '''client'', ''short''', 'the key is a SHA-256'),
    ('901, ''spend'', 1', 'caller_class, key_sha256', '''other'', sha256(''k'')', 'no other caller classes')) as v (val, col, extra, rule);
select throws_ok(format('update private.credit_holds set %s where user_id = %L', change, pg_temp.uid(2)), '23514', null, 'credit_holds: not ' || change)
  from unnest(array['amount = 0, weekly = 0', 'weekly = 2', 'weekly = -1, bank = 2', 'promotional_split = ''[]''', 'status = ''gone''', 'expires_at = created_at',
    'status = ''committed'', committed_amount = 2, settled_at = now()', 'status = ''committed'', settled_at = now()',
    'status = ''released'', release_reason = ''bored'', settled_at = now()', 'status = ''released'', settled_at = now()',
    'status = ''expired''', 'settled_at = now()', 'release_reason = ''failed''']) as change;
select throws_ok(format('insert into private.idempotency_keys values (%L, %s, ''{}'', %s, now(), now())', pg_temp.uid(1), val, answer), '23514', null, 'idempotency_keys: ' || rule)
  from (values
    ('''ab'', ''client'', sha256(''k'')', '''{}''', 'an operation is named'), ('''Deduct'', ''client'', sha256(''k'')', '''{}''', 'in lower case'),
    ('''_deduct'', ''client'', sha256(''k'')', '''{}''', 'from a letter on'), ('''deduct_credits'', ''other'', sha256(''k'')', '''{}''', 'no other caller classes'),
    ('''deduct_credits'', ''client'', ''short''', '''{}''', 'the key is a SHA-256'), ('''deduct_credits'', ''client'', sha256(''k'')', '''[]''', 'the answer is an object')) as v (val, answer, rule);

select * from finish();
rollback;
