-- 4.5.6: the reward of a referral.
begin;
select plan(114);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('e0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
-- Users 1–9 refer, users 11–60 are referred: user n by n div 10 (11–19 by 1, 21–29 by 2, …).
insert into public.user_profile (user_id, created_at) select pg_temp.uid(n), case when n < 10 then '2026-01-01Z'::timestamptz else '2026-02-20Z' end from generate_series(1, 69) as n where n <> 10;
select private.ensure_user(pg_temp.uid(n), '2026-02-23T00:00Z') from generate_series(1, 69) as n where n <> 10;
insert into private.referrals (user_id, referrer_id, referred_at) select pg_temp.uid(n), pg_temp.uid(n / 10), '2026-02-21Z' from generate_series(11, 69) as n where n % 10 > 0;
insert into public.courses (course_code, title, price_micros, currency, status) values ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published'), ('focus', 'Focus', 4990000, 'USD', 'published');

-- The payment is of 2026-03-02 12:00 UTC, a Monday; its refund window ends on 2026-03-16 12:00.
create function pg_temp.payment(p_transaction text, p_more jsonb default '{}') returns jsonb language sql immutable as $$
  select jsonb_build_object('store', 'apple', 'environment', 'production', 'transaction_id', p_transaction, 'paid_at', '2026-03-02T12:00:00Z', 'amount_micros', 9990000, 'currency', 'USD') || p_more
$$;
create function pg_temp.grant_reward(p_n integer, p_transaction text, p_at timestamptz default '2026-03-02T13:00Z', p_more jsonb default '{}') returns jsonb language plpgsql as $$
begin
  perform set_config('response.status', '', true);
  return private.grant_referral_reward(pg_temp.uid(p_n), pg_temp.payment(p_transaction, p_more), p_at);
end
$$;
create function pg_temp.verdict(p_n integer, p_transaction text, p_at timestamptz default '2026-03-02T13:00Z', p_more jsonb default '{}') returns text language plpgsql as $$
declare
  v_answer jsonb := pg_temp.grant_reward(p_n, p_transaction, p_at, p_more);
begin
  return concat_ws(' ', case when v_answer -> 'replayed' = 'true' then 'replayed' else coalesce(v_answer ->> 'code', v_answer ->> 'status') end,
    nullif(current_setting('response.status'), ''), (v_answer ->> 'details')::jsonb ->> 'reason');
end
$$;
create function pg_temp.promotional(p_n integer, p_at timestamptz) returns text language sql stable as $$ select private.credit_balance(pg_temp.uid(p_n), p_at) ->> 'promotional' $$;
create function pg_temp.refund(p_transaction text, p_at timestamptz, p_more jsonb default '{}') returns jsonb language sql volatile as $$
  select private.refund(jsonb_build_object('store', 'apple', 'environment', 'production', 'transaction_id', p_transaction, 'notification_id', 'refund-' || p_transaction, 'kind', 'refund', 'occurred_at', p_at) || p_more,
    '{credits,course,custom_course}', p_at)
$$;
create function pg_temp.ledger(p_n integer) returns text[] language sql stable as $$
  select array_agg(l.kind || ' ' || l.promotional order by l.entry_no) from private.credit_ledger as l where l.user_id = pg_temp.uid(p_n)
$$;
-- 4.2.6 for everybody.
create function pg_temp.is_balanced() returns boolean language sql stable as $$
  select not exists (
    select from public.ai_usage as u
     where (select coalesce(sum(l.promotional), 0) from private.credit_ledger as l where l.user_id = u.user_id)
        <> (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)
        or (select coalesce(max(l.occurred_at), '-infinity') from private.credit_ledger as l where l.user_id = u.user_id) > u.clock_at)
$$;

-- Pending
create temporary table granted as select pg_temp.grant_reward(11, 'first') as a;
select is(g.a - 'credit_id', jsonb_build_object('ok', true, 'referee_id', pg_temp.uid(11), 'referrer_id', pg_temp.uid(1), 'amount', 10, 'status', 'pending',
  'vests_at', '2026-03-16T12:00:00+00:00', 'expires_at', '2027-03-16T12:00:00+00:00', 'replayed', false), '4.5.6 grant_referral_reward: pending until the refund window is over') from granted as g;
select results_eq(
  $$ select r.source, r.amount, r.remaining, r.level, r.granted_at, r.vests_at, r.vested_at, r.expires_at, r.clawed_back_at from public.referral_credits as r where r.user_id = pg_temp.uid(1) $$,
  $$ values ('referral', 10, 0, 1, '2026-03-02T13:00Z'::timestamptz, '2026-03-16T12:00Z'::timestamptz, null::timestamptz, '2027-03-16T12:00Z'::timestamptz, null::timestamptz) $$,
  '4.5.6 a promotional credit of the referrer, of one level');
select is((select (r.store, r.environment, r.transaction_id, r.amount_micros, r.currency, r.paid_at, r.rewarded_at, r.credit_id)::text from private.referrals as r where r.user_id = pg_temp.uid(11)),
  (select row('apple', 'production', 'first', 9990000::bigint, 'USD', '2026-03-02T12:00Z'::timestamptz, '2026-03-02T13:00Z'::timestamptz, (g.a ->> 'credit_id')::uuid)::text from granted as g), '4.5.6 the payment is on record');
select is(pg_temp.promotional(1, '2026-03-16T11:59:59.999999Z'), '0', '4.5.6 not there a microsecond before it vests');
select is(pg_temp.promotional(1, '2026-03-16T12:00Z'), '10', '4.5.6 there when it vests, though nothing was written');
select is((select r.remaining from public.referral_credits as r where r.user_id = pg_temp.uid(1)), 0, '4.5.6 a read writes nothing');
select is(pg_temp.grant_reward(11, 'first', '2026-03-05Z'), g.a || '{"replayed": true}', '4.5.6 the same payment again: the first answer') from granted as g;
select is(pg_temp.grant_reward(11, 'first', '2026-04-05Z'), g.a || '{"replayed": true}', '4.5.6 the same when it has vested') from granted as g;
select is(pg_temp.verdict(11, 'second', '2026-04-05Z'), 'already_rewarded 409', '4.5.6 once a referee: another payment earns none');
select is((select count(*) from public.referral_credits as r where r.user_id = pg_temp.uid(1)), 1::bigint, '4.5.6 one reward');
select is(pg_temp.ledger(1), array['grant 10'], '4.2.6 the next write has vested it');
select is((select r.vested_at from public.referral_credits as r where r.user_id = pg_temp.uid(1)), '2026-03-16T12:00Z'::timestamptz, '4.5.6 as of the moment when it did');
select is(pg_temp.promotional(11, '2026-04-05Z'), '0', '4.5.6 the referee gets nothing');

-- The burn order of 4.2
select is(private.deduct_credits(pg_temp.uid(1), 5, 'spend-001', null, '2026-04-06T00:00Z') -> 'split', '{"weekly": 3, "promotional": 2, "bank": 0}', '4.2.1 rewards are spent after the weekly allowance');
select private.adjust_credits(pg_temp.uid(1), 10, 'adjust-01', null, '2026-04-06T00:00Z');
select is(private.deduct_credits(pg_temp.uid(1), 10, 'spend-002', null, '2026-04-06T01:00Z') -> 'split', '{"weekly": 0, "promotional": 8, "bank": 2}', '4.2.1 and before the bank');
select is(pg_temp.verdict(12, 'old', '2026-04-06T02:00Z'), 'vested', '4.5.6 past the refund window it vests at once');
select is(pg_temp.promotional(1, '2026-04-06T02:00Z'), '10', '4.5.6 and is there');
select is((select r.expires_at from public.referral_credits as r where r.user_id = pg_temp.uid(1) and r.remaining = 10), '2027-04-06T02:00Z'::timestamptz, '4.5.6 for a year from then');
select is(pg_temp.promotional(1, '2027-04-06T01:59:59.999999Z'), '10', '4.5.6 it is there until it expires');
select is(pg_temp.promotional(1, '2027-04-06T02:00Z'), '0', '4.5.6 and not after');
select private.deduct_credits(pg_temp.uid(1), 1, 'spend-003', null, '2027-04-06T02:00Z');
select is(pg_temp.ledger(1), array['grant 10', 'spend -2', 'adjustment 0', 'spend -8', 'grant 10', 'week 0', 'expiry -10', 'spend 0'], '4.2.6 the ledger has all of it');
select is(pg_temp.verdict(21, 'lazy'), 'pending', '4.5.6 one that vests and expires');
select is(pg_temp.promotional(2, '2027-03-17Z'), '0', '4.5.6 while nobody looks is gone');
select is(private.deduct_credits(pg_temp.uid(2), 4, 'spend-001', null, '2027-03-17Z') ->> 'code', 'insufficient_credits', '4.5.6 and cannot be spent');
select is(pg_temp.ledger(2), array['grant 10', 'expiry -10'], '4.2.6 the ledger has both');
select is(pg_temp.is_balanced(), true, '4.2.6 balances equal the ledger''s sums');

-- Whose payment counts, and which
select is(pg_temp.verdict(31, 'sandbox', p_more => '{"environment": "sandbox"}'), 'payment_not_eligible 422 sandbox', '4.5.6 not one of the sandbox');
update public.user_profile set is_tester = true where user_id in (pg_temp.uid(3), pg_temp.uid(31));
select is(pg_temp.verdict(31, 'sandbox', p_more => '{"environment": "sandbox"}'), 'payment_not_eligible 422 sandbox', '4.5.6 not for testers either');
select is(pg_temp.verdict(31, 'free', p_more => '{"amount_micros": 0}'), 'payment_not_eligible 422 nothing_paid', '4.5.6 not one of nothing');
select is(pg_temp.verdict(1, 'first'), 'referral_not_found 404', '4.5.6 not of who was not referred');
select is(private.grant_referral_reward('e0000000-0000-4000-8000-0000000000ff', pg_temp.payment('x'), '2026-03-02Z') ->> 'code', 'user_not_found', '4.5.6 nor of nobody');
select is(pg_temp.verdict(31, 'first'), 'receipt_already_in_use 409', '4.5.6 not one that earned another referral''s reward');
insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at) values
  ('apple', 'production', 'theirs', pg_temp.uid(32), 'course', 'theirs', '2026-03-02Z'), ('apple', 'production', 'link', null, 'custom_course', 'link', '2026-03-02Z');
select is(pg_temp.verdict(31, 'theirs'), 'receipt_already_in_use 409', '4.3.1 not one that is another user''s purchase');
select is(pg_temp.verdict(31, 'link'), 'receipt_already_in_use 409', '4.3.1 nor one that is nobody''s yet');
select is((select count(*) from private.referral_payment_claims as c where c.user_id = pg_temp.uid(31)), 0::bigint, '4.5.6 what is refused claims nothing');
select is(pg_temp.verdict(32, 'theirs'), 'pending', '4.3.1 its own user''s purchase does');
select private.record_course_purchase(pg_temp.uid(33), pg_temp.payment('c-1') - '{paid_at,amount_micros}'::text[] || '{"course_code": "focus", "price_micros": 4990000, "purchased_at": "2026-02-25T00:00:00Z"}', '2026-02-25Z');
select private.record_course_purchase(pg_temp.uid(33), pg_temp.payment('c-2') - '{paid_at,amount_micros}'::text[] || '{"course_code": "deep-sleep", "price_micros": 9990000, "purchased_at": "2026-02-26T00:00:00Z"}', '2026-02-26Z');
select is(pg_temp.verdict(33, 'c-2'), 'payment_not_eligible 422 not_first', '4.5.6 only the first payment counts');
select is((pg_temp.grant_reward(33, 'c-2') ->> 'details')::jsonb -> 'first', '{"store": "apple", "environment": "production", "transaction_id": "c-1", "paid_at": "2026-02-25T00:00:00+00:00"}', '4.5.6 which the refusal names');
select is(pg_temp.verdict(33, 'c-1'), 'pending', '4.5.6 and which earns the reward');
select private.record_course_purchase(pg_temp.uid(34), pg_temp.payment('d-1') - '{paid_at,amount_micros}'::text[] || '{"course_code": "focus", "price_micros": 0, "purchased_at": "2026-02-25T00:00:00Z"}', '2026-02-25Z');
select private.apply_store_event(jsonb_build_object('store', 'apple', 'environment', 'sandbox', 'notification_id', 'd-2', 'type', 'started', 'occurred_at', '2026-02-25T00:00:00Z', 'user_id', pg_temp.uid(34),
  'transaction', '{"transaction_id": "d-2", "product_id": "dochub.premium.monthly", "purchased_at": "2026-02-25T00:00:00Z", "expires_at": "2026-03-25T00:00:00Z"}'::jsonb), '2026-02-26Z');
select is(pg_temp.verdict(34, 'd-3'), 'pending', '4.5.6 free ones and those of the sandbox are not first payments');
update public.user_profile set devices = '[{"device_id": "phone"}]' where user_id in (pg_temp.uid(3), pg_temp.uid(35));
select is(pg_temp.verdict(35, 'e-1'), 'referral_not_allowed 422 same_device', '4.5.5 a device that both registered since then: no reward');
select throws_ok(format('select private.grant_referral_reward(pg_temp.uid(36), %L, now())', m.payment), 'PT400', null, format('%s is misuse', left(m.payment, 60)))
  from (values ('[]'), ('{}'), ((pg_temp.payment('x') - 'paid_at')::text), ((pg_temp.payment('x') - 'currency')::text), ((pg_temp.payment('x') - 'amount_micros')::text),
    (pg_temp.payment('x', '{"amount_micros": -1}')::text), (pg_temp.payment('x', '{"currency": "usd"}')::text), (pg_temp.payment('x', '{"store": "code"}')::text), (pg_temp.payment('x', '{"more": 1}')::text)) as m (payment);
select throws_ok('select public.grant_referral_reward(null, ''{}'')', 'PT400', 'p_referee_id is missing', 'so is nobody');

-- The cap
update private.settings set referral_rewards_per_period = 2, referral_reward_credits = 7, referral_reward_lifetime = '10 days', refund_window = '1 day';
select is(pg_temp.grant_reward(41, 'g-1', '2026-03-04T00:00Z') @> '{"amount": 7, "vests_at": "2026-03-03T12:00:00+00:00", "expires_at": "2026-03-14T00:00:00+00:00"}', true, '4.5.6 amount, window and lifetime are settings');
select is(pg_temp.verdict(42, 'g-2', '2026-03-05T00:00Z'), 'vested', '4.5.6 two a period');
select is(pg_temp.verdict(43, 'g-3', '2026-03-06T00:00Z'), 'referral_cap_reached 409', '4.5.6 capped: no third');
select is((pg_temp.grant_reward(43, 'g-3', '2026-03-06T00:00Z') ->> 'details')::jsonb, '{"retry_at": "2026-04-03T00:00:00+00:00"}', '4.5.6 and told when there is room');
select is((select r.credit_id from private.referrals as r where r.user_id = pg_temp.uid(43)), null, '4.5.6 nothing is recorded');
select is(pg_temp.verdict(43, 'g-3', '2026-04-02T23:59:59.999999Z'), 'referral_cap_reached 409', '4.5.6 not a microsecond earlier');
select is(pg_temp.verdict(43, 'g-3', '2026-04-03T00:00Z'), 'vested', '4.5.6 and then it is granted');
select is(pg_temp.verdict(44, 'g-4', '2026-04-03T00:00Z'), 'referral_cap_reached 409', '4.5.6 the second of March still counts');
select is(pg_temp.verdict(51, 'h-1', '2026-03-06T00:00Z'), 'vested', '4.5.6 another referrer has a cap of his own');
update private.settings set referral_rewards_per_period = 0;
select is((pg_temp.grant_reward(52, 'h-2', '2026-03-06T00:00Z') ->> 'details')::jsonb, '{"retry_at": null}', '4.5.6 no rewards at all: never');
update private.settings set referral_rewards_per_period = default, referral_reward_credits = default, referral_reward_lifetime = default, refund_window = default;

-- Refunded before it vests
select is(pg_temp.verdict(61, 'i-1'), 'pending', 'a reward is pending');
select pg_temp.refund('i-1', '2026-03-10Z');
select is(pg_temp.promotional(6, '2026-03-17Z'), '0', '4.5.6 the payment is refunded: it never vests');
select is((select (b.refunded_at, b.settled_at, b.taken_credits)::text from private.referral_clawbacks as b where b.user_id = pg_temp.uid(6)), (select row('2026-03-10Z'::timestamptz, null::timestamptz, null::integer)::text), '4.5.6 the refund wrote it down without the referrer''s lock');
select is(pg_temp.verdict(61, 'i-1', '2026-03-11Z'), 'purchase_refunded 409', '4.5.6 the refunded payment earns nothing more');
select is((select (b.settled_at, b.taken_credits)::text from private.referral_clawbacks as b), (select row('2026-03-11Z'::timestamptz, 10)::text), '4.5.6 the referrer''s next change settles it');
select is((select (r.remaining, r.vested_at, r.clawed_back_at)::text from public.referral_credits as r where r.user_id = pg_temp.uid(6)), (select row(0, null::timestamptz, '2026-03-11Z'::timestamptz)::text), '4.5.6 clawed back');
select is(pg_temp.ledger(6), null, '4.2.6 nothing had moved');
select is(pg_temp.verdict(61, 'i-2', '2026-03-12Z', '{"paid_at": "2026-03-12T00:00:00Z"}'), 'pending', '4.5.6 what was taken back whole does not count: the next payment earns the reward');
select is(pg_temp.promotional(6, '2026-03-26Z'), '10', '4.5.6 which vests in its own time');
select pg_temp.refund('i-1', '2026-03-20Z', '{"notification_id": "late"}');
select is(pg_temp.promotional(6, '2026-03-26Z'), '10', '4.5.6 the earlier payment has nothing to do with it any more');
select is(pg_temp.verdict(62, 'i-1', '2026-03-20Z'), 'receipt_already_in_use 409', '4.5.6 nor has anybody else with that');

select is(pg_temp.verdict(53, 'o-1', '2026-03-06T00:00Z'), 'pending', 'a reward that nobody looks at');
select pg_temp.refund('o-1', '2026-03-10Z');
select private.settle_credits(pg_temp.uid(5), private.lock_user(pg_temp.uid(5), '2026-03-20Z'));
select is(pg_temp.ledger(5), array['grant 7', 'expiry -7'], '4.5.6 is refunded before it vests: it never does, whenever that is settled');
select is((select b.taken_credits from private.referral_clawbacks as b where b.user_id = pg_temp.uid(5)), 10, '4.5.6 all of it taken back');

-- Refunded after it vested: the unspent is taken back, there is no debt
select is(pg_temp.verdict(63, 'j-1', '2026-04-01Z'), 'vested', 'a reward is there');
select is(private.deduct_credits(pg_temp.uid(6), 16, 'spend-001', null, '2026-04-01T01:00Z') -> 'split', '{"weekly": 3, "promotional": 13, "bank": 0}', 'and 3 of it are spent');
select is(private.reserve_credits(pg_temp.uid(6), 2, 'reserve-1', interval '1 day', null, '2026-04-01T02:00Z') -> 'split', '{"weekly": 0, "promotional": 2, "bank": 0}', 'and 2 on hold');
select pg_temp.refund('j-1', '2026-04-01T03:00Z', '{"kind": "chargeback"}');
select is(private.credit_balance(pg_temp.uid(6), '2026-04-01T03:00Z') @> '{"promotional": 0, "held": 2, "debt": 0, "available": 0}', true, '4.5.6 a chargeback: the rest counts for nothing at once');
select is((select sum(r.remaining) from public.referral_credits as r where r.user_id = pg_temp.uid(6)), 5::bigint, '4.5.6 though nothing of the referrer''s was written');
select is(private.stored_balance(pg_temp.uid(6), '2026-04-01T03:00Z'), null, '4.5.6 no spend takes it, not even one that is under way: what is stored does not count');
select is(pg_temp.is_balanced(), true, '4.2.6 balances equal the ledger''s sums, as of the clock');
select is(private.deduct_credits(pg_temp.uid(6), 1, 'spend-002', null, '2026-04-01T04:00Z') ->> 'code', 'insufficient_credits', '4.5.6 and cannot be spent');
select is((pg_temp.ledger(6))[cardinality(pg_temp.ledger(6))], 'clawback -5', '4.2.6 the next write has the clawback');
select is(private.resolve_hold(pg_temp.uid(6), (select h.hold_id from private.credit_holds as h where h.user_id = pg_temp.uid(6)), 'released', null, 'failed', '2026-04-01T05:00Z') #> '{balance,promotional}', '0', '4.5.6 what was on hold does not come back');
select is(pg_temp.verdict(63, 'j-2', '2026-04-02Z', '{"paid_at": "2026-04-02T00:00:00Z"}'), 'already_rewarded 409', '4.5.6 a reward of which something was spent was the one reward');
select is(pg_temp.is_balanced(), true, '4.2.6 balances equal the ledger''s sums');

-- A hold that expired before the refund came back by then; one that expired after it did not
select private.adjust_credits(pg_temp.uid(7), 1, 'adjust-01', null, '2026-03-02Z');
insert into private.referrals (user_id, referrer_id, referred_at) values (pg_temp.uid(8), pg_temp.uid(7), '2026-02-21Z'), (pg_temp.uid(9), pg_temp.uid(7), '2026-02-21Z');
select is(pg_temp.verdict(n, 'k-' || n, '2026-03-23T00:00Z'), 'vested', 'two rewards') from unnest(array[8, 9]) as n;
select is(private.reserve_credits(pg_temp.uid(7), 23, 'reserve-1', interval '1 hour', null, '2026-03-23T01:00Z') -> 'split', '{"weekly": 3, "promotional": 20, "bank": 0}', 'all on hold');
select pg_temp.refund('k-8', '2026-03-23T01:30Z');
select pg_temp.refund('k-9', '2026-03-23T02:30Z');
create temporary table read as select private.credit_balance(pg_temp.uid(7), '2026-03-23T03:00Z') as b;
select is(r.b @> '{"weekly_remaining": 3, "promotional": 0, "bank": 1, "held": 0, "debt": 0}', true, '4.5.6 neither is there') from read as r;
select private.settle_credits(pg_temp.uid(7), private.lock_user(pg_temp.uid(7), '2026-03-23T03:00Z'));
select is(private.credit_balance(pg_temp.uid(7), '2026-03-23T03:00Z'), r.b, '4.2.6 reading and writing come to the same') from read as r;
select is((select array_agg(l.kind || ' ' || l.promotional order by l.entry_no desc) from (select * from private.credit_ledger as l where l.user_id = pg_temp.uid(7) order by l.entry_no desc limit 2) as l), array['clawback -10', 'release 10'], '4.2.6 the one that came back in time is taken from the ledger');
select is(pg_temp.is_balanced(), true, '4.2.6 balances equal the ledger''s sums');

-- The refund came first. (User 1's clock is in 2027 by now, so that all vests at once.)
select pg_temp.refund('l-1', '2026-03-02T12:30Z');
select is(pg_temp.verdict(13, 'l-1'), 'purchase_refunded 409', '4.5.6 a payment refunded already earns nothing');
select pg_temp.refund('l-2', '2026-03-02T12:30Z', '{"percentage": 1}');
select is(pg_temp.verdict(13, 'l-2'), 'purchase_refunded 409', '4.5.6 nor one refunded in part');
select pg_temp.refund('l-3', '2026-03-02T12:30Z', '{"percentage": 0}');
select is(pg_temp.verdict(13, 'l-3'), 'vested', '4.5.6 a refund of nothing is none');
select pg_temp.refund('l-4', '2026-03-02T12:30Z');
select pg_temp.refund('l-4', '2026-03-02T12:40Z', '{"kind": "reversal", "notification_id": "reversal-4", "refund_notification_id": "refund-l-4"}');
select is(pg_temp.verdict(14, 'l-4'), 'vested', '4.5.6 nor is one that was reversed');
select is(pg_temp.verdict(15, 'l-5'), 'vested', '4.5.6 granted first,');
select pg_temp.refund('l-5', '2026-03-03Z');
select pg_temp.refund('l-5', '2026-03-03Z', '{"kind": "reversal", "notification_id": "reversal-5", "refund_notification_id": "refund-l-5"}');
select is(pg_temp.verdict(15, 'l-5', '2026-03-04Z'), 'vested', '4.5.6 refunded and reversed: the next call grants it anew');
select is((select count(*) from public.referral_credits as r join private.referrals as f on f.credit_id = r.credit_id where f.user_id = pg_temp.uid(15) and r.clawed_back_at is null), 1::bigint, '4.5.6 once');

-- Subscriptions, by events; purchases, by events
create function pg_temp.event(p_n integer, p_id text, p_type text, p_transaction text, p_at timestamptz, p_product text default 'dochub.premium.monthly') returns text language sql volatile as $$
  select private.apply_store_event(jsonb_strip_nulls(jsonb_build_object('store', 'apple', 'environment', 'production', 'notification_id', p_id, 'type', p_type, 'occurred_at', p_at, 'user_id', pg_temp.uid(p_n),
    'transaction', jsonb_build_object('transaction_id', p_transaction, 'product_id', p_product, 'purchased_at', '2026-03-02T12:00:00Z', 'expires_at', '2026-04-02T12:00:00Z', 'price_micros', 9990000, 'currency', 'USD'))), p_at) ->> 'disposition'
$$;
select pg_temp.event(16, 'm-1', 'started', 's-1', '2026-03-02T12:00Z');
select is(pg_temp.verdict(16, 's-1'), 'vested', '4.5.6 a subscription''s payment');
select pg_temp.event(16, 'm-2', 'refunded', 's-1', '2026-03-05Z');
select is((select count(*) from private.referral_clawbacks as b join private.referrals as f on f.credit_id = b.credit_id where f.user_id = pg_temp.uid(16)), 1::bigint, '4.5.6 is refunded: the reward goes');
select pg_temp.event(17, 'm-3', 'started', 's-2', '2026-03-02T12:00Z');
select pg_temp.event(17, 'm-4', 'revoked', 's-2', '2026-03-02T12:10Z');
select is(pg_temp.verdict(17, 's-2'), 'purchase_refunded 409', '4.5.6 one revoked already earns nothing');
select pg_temp.event(null, 'm-5', 'refunded', 's-3', '2026-03-02T12:10Z');
select is(pg_temp.verdict(18, 's-3'), 'purchase_refunded 409', '4.5.6 nor one whose refund is an orphan yet');
select pg_temp.event(null, 'm-6', 'refund_reversed', 's-3', '2026-03-02T12:20Z');
select is(pg_temp.verdict(18, 's-3'), 'vested', '4.5.6 until that is reversed');
select pg_temp.event(19, 'm-7', 'started', 's-4', '2026-03-02T12:00Z', 'dochub.credits.10');
select is(pg_temp.verdict(19, 's-4'), 'vested', '4.5.6 a purchase of credits');
select pg_temp.event(19, 'm-8', 'refunded', 's-4', '2026-03-05Z', 'dochub.credits.10');
select is((select count(*) from private.referral_clawbacks as b join private.referrals as f on f.credit_id = b.credit_id where f.user_id = pg_temp.uid(19)), 1::bigint, '4.5.6 that is refunded by an event');
select pg_temp.refund('c-1', '2026-03-05Z');
select is((select count(*) from private.referral_clawbacks as b join private.referrals as f on f.credit_id = b.credit_id where f.user_id = pg_temp.uid(33)), 1::bigint, '4.5.6 a course that the service refunds');

-- Erased accounts
select is(pg_temp.verdict(22, 'n-1'), 'vested', 'a referee');
update public.user_profile set erased_at = '2026-03-03Z' where user_id in (pg_temp.uid(22), pg_temp.uid(23));
select pg_temp.refund('n-1', '2026-03-05Z');
select is((select count(*) from private.referral_clawbacks as b join private.referrals as f on f.credit_id = b.credit_id where f.user_id = pg_temp.uid(22)), 1::bigint, '4.5.6 who is erased is refunded all the same');
select is(pg_temp.verdict(23, 'n-2', '2026-03-05Z'), 'user_not_found 404', '4.1.4 an erased referee earns nobody a reward');
update public.user_profile set erased_at = '2026-03-03Z' where user_id = pg_temp.uid(2);
select is(pg_temp.verdict(24, 'n-3', '2027-03-18Z'), 'referral_not_found 404', '4.1.4 an erased referrer gets none');
select is(pg_temp.is_balanced(), true, '4.2.6 balances equal the ledger''s sums');

select * from finish();
rollback;
