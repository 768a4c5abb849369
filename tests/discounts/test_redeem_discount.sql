-- 4.5.3 and 4.5.4: what redeeming does and gives.
begin;
select plan(118);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('e0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 30) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 30) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values
  ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published'), ('focus', 'Focus', 4990000, 'EUR', 'published');
insert into private.store_products (store, product_id, kind, course_code, price_micros, currency) values ('apple', 'shop.focus', 'course', 'focus', 5990000, 'USD');
create function pg_temp.code(p_code text, p_more jsonb default '{}') returns void language sql as $$
  insert into public.discount_codes
  select * from jsonb_populate_record(null::public.discount_codes, jsonb_build_object(
    'code', p_code, 'product_type', 'any', 'product_ids', '[]'::jsonb, 'benefit_kind', 'percent', 'benefit_value', 25,
    'starts_at', '-infinity', 'expires_at', 'infinity', 'times_redeemed', 0, 'first_time_only', false, 'depth', 1, 'is_active', true,
    'created_at', '2026-03-01Z', 'updated_at', '2026-03-01Z') || p_more)
$$;
-- Redeems at 2026-03-03 12:00 UTC, a Tuesday.
create function pg_temp.redeem(
  p_n integer, p_code text, p_key text, p_type text default 'course', p_product text default null, p_amount bigint default null,
  p_currency text default null, p_at timestamptz default '2026-03-03T12:00Z') returns jsonb language sql volatile as
  $$ select private.redeem_discount(pg_temp.uid(p_n), p_code, p_type, p_key, p_product, p_amount, p_currency, p_at) $$;
create function pg_temp.verdict(
  p_n integer, p_code text, p_key text, p_type text default 'course', p_product text default null, p_amount bigint default null,
  p_currency text default null, p_at timestamptz default '2026-03-03T12:00Z') returns text language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform set_config('response.status', '', true);
  v_answer := pg_temp.redeem(p_n, p_code, p_key, p_type, p_product, p_amount, p_currency, p_at);
  return case
    when v_answer -> 'replayed' = 'true' then 'replayed'
    when v_answer -> 'ok' = 'true' then 'ok'
    else (v_answer ->> 'code') || ' ' || current_setting('response.status')
  end;
end
$$;
create function pg_temp.counter(p_code text) returns text language sql as $$
  select concat_ws(' ', d.times_redeemed, (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null))
    from public.discount_codes as d where d.code = p_code
$$;

-- A percentage: a redemption for a purchase to name
select pg_temp.code('QUARTER', '{"lifespan_days": 30, "expires_at": "2026-06-01T00:00:00Z"}');
create temporary table first_answer as select pg_temp.redeem(1, ' quarter ', 'quarter-1', 'course', 'deep-sleep', 9990000, 'USD') as a;
select is(f.a - 'redemption_id',
  '{"ok": true, "code": "QUARTER", "benefit": {"kind": "percent", "value": 25, "currency": null}, "amount_micros": 9990000, "amount_off_micros": 2500000,
    "amount_due_micros": 7490000, "currency": "USD", "price_source": "database", "valid_until": "2026-06-01T00:00:00+00:00", "grant_expires_at": "2026-04-02T12:00:00+00:00", "replayed": false}'::jsonb,
  '4.5.3 the answer of a redemption') from first_answer as f;
select results_eq(
  $$ select u.redemption_id::text, u.product_type, u.product_id, u.benefit_kind, u.benefit_value, u.amount_micros, u.amount_off_micros, u.amount_due_micros,
            u.currency, u.price_source, u.redeemed_at, u.grant_expires_at, u.fulfilled_at, u.released_at
       from public.user_discounts as u where u.user_id = pg_temp.uid(1) $$,
  $$ select f.a ->> 'redemption_id', 'course', 'deep-sleep', 'percent', 25::bigint, 9990000::bigint, 2500000::bigint, 7490000::bigint,
            'USD', 'database', '2026-03-03T12:00Z'::timestamptz, '2026-04-02T12:00Z'::timestamptz, null::timestamptz, null::timestamptz
       from first_answer as f $$,
  '4.5.3 the redemption is a row with the terms, waiting for a purchase');
select is(pg_temp.counter('QUARTER'), '1 1', '4.5.3 the counter equals the rows');
select is((select d.updated_at from public.discount_codes as d where d.code = 'QUARTER'), '2026-03-01Z'::timestamptz, 'updated_at is the terms'', which no redemption changes');
select is((select count(*) from public.course_purchases as c where c.user_id = pg_temp.uid(1)), 0::bigint, '4.5.3 a percentage gives no course');
select is((select u.clock_at from public.ai_usage as u where u.user_id = pg_temp.uid(1)), '2026-03-03T12:00Z'::timestamptz, 'section 2: the user''s clock is stored');

-- Replays and other keys
select is(pg_temp.redeem(1, 'QUARTER', 'quarter-1', 'course', 'deep-sleep', 9990000, 'USD', '2026-05-01Z'), f.a || '{"replayed": true}', '4.5.3 the same call again gets the first answer')
  from first_answer as f;
select is(pg_temp.verdict(1, 'QUARTER', 'quarter-1', 'course', 'deep-sleep', 9990000, 'USD', '2036-05-01Z'), 'replayed', '4.5.3 for ever, whatever became of the code');
select is(pg_temp.verdict(1, 'QUARTER', 'quarter-2', 'course', 'deep-sleep'), 'code_already_redeemed 409', '4.5.3 another key does not redeem it again');
select is(pg_temp.verdict(1, m.code, 'quarter-1', m.type, m.product, m.amount, m.currency), 'idempotency_mismatch 409', format('section 2: the same key with another %s is a mismatch', m.field))
  from (values ('p_code', 'OTHER', 'course', 'deep-sleep', 9990000, 'USD'), ('p_product_type', 'QUARTER', 'any', 'deep-sleep', 9990000, 'USD'),
    ('p_product_id', 'QUARTER', 'course', 'focus', 9990000, 'USD'), ('p_amount_micros', 'QUARTER', 'course', 'deep-sleep', 1, 'USD'),
    ('p_currency', 'QUARTER', 'course', 'deep-sleep', 9990000, null)) as m (field, code, type, product, amount, currency);
select is((pg_temp.redeem(1, 'QUARTER', 'quarter-1', 'course', 'focus', 9990000, 'USD') ->> 'details')::jsonb, '{"field": "p_product_id"}', 'section 2: which names the field');
select is(pg_temp.counter('QUARTER'), '1 1', '4.5.3 and nothing of that counts');
select is(pg_temp.verdict(2, 'QUARTER', 'quarter-1', 'course', 'deep-sleep'), 'ok', 'section 2: a key is its user''s');
select is(pg_temp.counter('QUARTER'), '2 2', '4.5.3 the second redemption counts');

-- Refusals are kept for their key, throttling is not
select is(pg_temp.verdict(3, 'NOTYET', 'notyet-1'), 'code_not_found 404', '4.5.1 redeeming checks as validation does');
select pg_temp.code('NOTYET');
select is(pg_temp.verdict(3, 'NOTYET', 'notyet-1'), 'code_not_found 404', 'section 2: the same key after a refusal gets the same refusal');
select is((select t.theoretical_arrival_at from private.user_throttles as t where t.user_id = pg_temp.uid(3)), '2026-03-03T12:01:30Z'::timestamptz, '4.5.7 which is not another attempt');
select is(pg_temp.verdict(3, 'NOTYET', 'notyet-2'), 'ok', 'section 2: a new key tries anew');
select is(array_agg(distinct pg_temp.verdict(4, 'WRONG' || n, 'wrong-key-' || n)), array['code_not_found 404'], '4.5.7 failed look-ups count in redeem_discount') from generate_series(1, 10) as n;
select is(pg_temp.verdict(4, 'NOTYET', 'notyet-1'), 'too_many_attempts 429', '4.5.7 after ten a right code is refused too');
select is(pg_temp.verdict(4, 'NOTYET', 'notyet-1', p_at => '2026-03-03T12:15Z'), 'ok', 'section 2: a 429 is not kept: the same key works later');
select is(pg_temp.verdict(4, 'WRONG1', 'wrong-key-1'), 'code_not_found 404', 'section 2: a refusal is replayed though');
select is(pg_temp.verdict(3, 'NOTYET', 'notyet-1', p_at => '2026-04-03T12:00Z'), 'code_already_redeemed 409', 'section 2: a refusal is kept for 30 days');
select is((select count(*) from private.idempotency_keys as k where k.user_id = pg_temp.uid(4) and k.operation = 'redeem_discount'), 11::bigint, 'section 2: ten refusals and a success are on record');

-- The limit
select pg_temp.code('ONLYTWO', '{"max_redemptions": 2}');
select is(pg_temp.verdict(5, 'ONLYTWO', 'only-two-1'), 'ok', '4.5.3 the first of two');
select is(pg_temp.verdict(6, 'ONLYTWO', 'only-two-1'), 'ok', '4.5.3 the second of two');
select is(pg_temp.verdict(7, 'ONLYTWO', 'only-two-1'), 'code_max_usage 409', '4.5.3 there is no third');
select is(pg_temp.counter('ONLYTWO'), '2 2', '4.5.3 the counter equals the rows');
select pg_temp.code('CHILD', '{"parent_code": "ONLYTWO", "depth": 2, "max_redemptions": 1}');
select is(pg_temp.verdict(7, 'CHILD', 'child-001'), 'ok', '4.5.5 a child has a limit of its own');
select is(pg_temp.counter('ONLYTWO'), '2 2', '4.5.5 a child''s redemption does not count on its parent');

-- Released, then redeemed again
update public.user_discounts set released_at = '2026-03-04Z', fulfilled_at = '2026-03-03Z' where user_id = pg_temp.uid(5) and code = 'ONLYTWO';
update public.discount_codes set times_redeemed = 1, benefit_value = 50 where code = 'ONLYTWO';
select is(pg_temp.verdict(5, 'ONLYTWO', 'only-two-1', p_at => '2026-03-05Z'), 'replayed', '4.5.3 the old key of a released redemption answers as before');
create temporary table released as select u.redemption_id from public.user_discounts as u where u.user_id = pg_temp.uid(5) and u.code = 'ONLYTWO';
select is(pg_temp.verdict(5, 'ONLYTWO', 'only-two-2', 'course', 'deep-sleep', p_at => '2026-03-05Z'), 'ok', '4.5.3 a released code may be redeemed again with a new key');
select results_eq(
  $$ select u.redemption_id <> r.redemption_id, u.product_id, u.benefit_value, u.amount_due_micros, u.redeemed_at, u.fulfilled_at, u.released_at
       from public.user_discounts as u, released as r where u.user_id = pg_temp.uid(5) and u.code = 'ONLYTWO' $$,
  $$ values (true, 'deep-sleep', 50::bigint, 5000000::bigint, '2026-03-05Z'::timestamptz, null::timestamptz, null::timestamptz) $$,
  '4.5.3 it is a new redemption with a new id and the terms of now');
select is(pg_temp.counter('ONLYTWO'), '2 2', '4.5.3 the counter equals the rows');

-- Terms are copied
select pg_temp.code('EDITED', '{"benefit_kind": "amount", "benefit_value": 2000000, "benefit_currency": "USD", "lifespan_days": 10}');
select is(pg_temp.verdict(8, 'EDITED', 'edited-01', 'course', 'deep-sleep'), 'ok', '4.5.4 a code is redeemed');
create temporary table before_edit as select u.* from public.user_discounts as u where u.user_id = pg_temp.uid(8);
update public.discount_codes set benefit_value = 1, lifespan_days = 1, expires_at = '2026-03-03Z', is_active = false where code = 'EDITED';
select results_eq($$ select u.* from public.user_discounts as u where u.user_id = pg_temp.uid(8) $$, 'select b.* from before_edit as b', '4.5.4 and edited: what was granted does not change');
select is(pg_temp.verdict(8, 'EDITED', 'edited-01', 'course', 'deep-sleep'), 'replayed', '4.5.4 nor the answer');

-- Credits
select pg_temp.code('CREDITS', '{"benefit_kind": "credits", "benefit_value": 20, "lifespan_days": 7}');
select pg_temp.code('FOREVER', '{"benefit_kind": "credits", "benefit_value": 5}');
select is(pg_temp.redeem(9, 'CREDITS', 'credits-1', 'any') ->> 'grant_expires_at', '2026-03-10T12:00:00+00:00', '4.5.4 lifespan_days runs from the redemption');
select results_eq(
  $$ select r.source, r.amount, r.remaining, r.granted_at, r.vested_at, r.expires_at, r.redemption_id = u.redemption_id, u.fulfilled_at
       from public.referral_credits as r join public.user_discounts as u on u.user_id = r.user_id and u.code = 'CREDITS' where r.user_id = pg_temp.uid(9) $$,
  $$ values ('discount', 20, 20, '2026-03-03T12:00Z'::timestamptz, '2026-03-03T12:00Z'::timestamptz, '2026-03-10T12:00Z'::timestamptz, true, '2026-03-03T12:00Z'::timestamptz) $$,
  '4.5.3 credits are a promotional credit, given at once');
select results_eq(
  $$ select l.kind, l.promotional, l.promotional_split, l.credit_id, l.occurred_at from private.credit_ledger as l where l.user_id = pg_temp.uid(9) $$,
  $$ select 'grant', 20, jsonb_build_object(r.credit_id, 20), r.credit_id, '2026-03-03T12:00Z'::timestamptz from public.referral_credits as r where r.user_id = pg_temp.uid(9) $$,
  '4.2.6 on the ledger as a grant');
select is(private.credit_balance(pg_temp.uid(9), '2026-03-03T12:00Z') ->> 'promotional', '20', '4.5.3 and in the balance');
select is(pg_temp.redeem(9, 'FOREVER', 'forever-1', 'any') -> 'grant_expires_at', 'null', '4.5.4 without lifespan_days credits do not end');
select is(private.deduct_credits(pg_temp.uid(9), 24, 'spend-001', null, '2026-03-03T13:00Z') -> 'split', '{"weekly": 3, "promotional": 21, "bank": 0}', '4.2.1 they are spent after the weekly allowance');
select is((select r.remaining from public.referral_credits as r where r.user_id = pg_temp.uid(9) and r.expires_at = 'infinity'), 4, '4.2.1 soonest expiry first');
select is(private.credit_balance(pg_temp.uid(9), '2026-03-10T12:00Z') ->> 'promotional', '4', '4.5.4 and gone when they end');
update public.ai_usage set debt = 10 where user_id = pg_temp.uid(10);
select is(pg_temp.verdict(10, 'CREDITS', 'credits-1', 'any'), 'ok', 'who owes credits may redeem');
select is(private.credit_balance(pg_temp.uid(10), '2026-03-03T12:00Z') @> '{"promotional": 20, "debt": 10, "available": 0}', true, 'the credits are there, and none available while there is debt');
select is((select u.clock_at from public.ai_usage as u where u.user_id = pg_temp.uid(10)), '2026-03-03T12:00Z'::timestamptz, 'section 2: the user''s clock is stored');

-- Free days
select pg_temp.code('DAYS30', '{"benefit_kind": "free_days", "benefit_value": 30, "lifespan_days": 1}');
select pg_temp.code('DAYS10', '{"benefit_kind": "free_days", "benefit_value": 10}');
select is(private.credit_balance(pg_temp.uid(11), '2026-03-03T12:00Z') ->> 'weekly_allowance', '3', 'before: the free plan');
create temporary table days as select pg_temp.redeem(11, 'DAYS30', 'days30-01', 'subscription', 'dochub.premium.monthly') as a;
select is(d.a ->> 'grant_expires_at', '2026-04-02T12:00:00+00:00', '4.5.4 free days end by themselves, not by lifespan_days') from days as d;
select is(d.a @> '{"amount_micros": 9990000, "amount_off_micros": 0, "amount_due_micros": 9990000}', true, '4.5.2 and leave the price') from days as d;
select results_eq(
  $$ select t.store, t.environment, t.transaction_id, t.original_transaction_id, t.product_id, t.plan, t.purchased_at, t.expires_at, t.redemption_id::text, t.price_micros
       from private.store_transactions as t where t.user_id = pg_temp.uid(11) $$,
  $$ select 'code', 'production', d.a ->> 'redemption_id', d.a ->> 'redemption_id', 'DAYS30', 'premium', '2026-03-03T12:00Z'::timestamptz, '2026-04-02T12:00Z'::timestamptz,
            d.a ->> 'redemption_id', null::bigint from days as d $$,
  '4.5.3 free days are a transaction with store code');
select results_eq(
  $$ select c.store, c.environment, c.user_id, c.kind, c.original_transaction_id from private.receipt_claims as c, days as d where c.transaction_id = d.a ->> 'redemption_id' $$,
  $$ select 'code', 'production', pg_temp.uid(11), 'subscription', d.a ->> 'redemption_id' from days as d $$,
  '4.3.1 claimed as every transaction');
select results_eq(
  $$ select s.plan, s.store, s.product_id, s.started_at, s.expires_at, s.will_renew from public.subscriptions as s where s.user_id = pg_temp.uid(11) $$,
  $$ values ('premium', 'code', 'DAYS30', '2026-03-03T12:00Z'::timestamptz, '2026-04-02T12:00Z'::timestamptz, false) $$,
  '4.5.3 folded into the subscription');
select results_eq(
  $$ select e.store, e.notification_id, e.event_type, e.disposition, e.transaction_id, e.product_id, e.state, e.occurred_at from public.subscription_events as e where e.user_id = pg_temp.uid(11) $$,
  $$ select 'code', d.a ->> 'redemption_id', 'started', 'applied', d.a ->> 'redemption_id', 'DAYS30', 'active', '2026-03-03T12:00Z'::timestamptz from days as d $$,
  '4.3.5 with its event');
select is(private.my_entitlements(pg_temp.uid(11), t.at) -> 'entitled', t.entitled, format('4.3.7 entitled at %s: %s', t.at, t.entitled))
  from (values ('2026-03-03T12:00Z'::timestamptz, 'true'::jsonb), ('2026-04-02T11:59:59.999999Z', 'true'), ('2026-04-02T12:00Z', 'false')) as t (at, entitled);
select is(private.credit_balance(pg_temp.uid(11), '2026-03-03T12:00Z') ->> 'weekly_allowance', '30', '4.2.3 the weekly allowance rises at once');
select is((select u.weekly_peak from public.ai_usage as u where u.user_id = pg_temp.uid(11)), 30, '4.2.3 and is on record');
select is((select count(*) from private.allowance_claims as c, days as d where c.store = 'code' and c.original_transaction_id = d.a ->> 'redemption_id' and c.user_id = pg_temp.uid(11)), 1::bigint, '4.2.3 drawn once');
select is(pg_temp.redeem(11, 'DAYS10', 'days10-01', 'any', p_at => '2026-03-05T00:00Z') ->> 'grant_expires_at', '2026-04-12T12:00:00+00:00', '4.5.3 days of a second code follow the first''s');
select is(private.my_entitlements(pg_temp.uid(11), '2026-03-05T00:00Z') @> '{"entitled": true, "plan": "premium", "state": "active"}', true, '4.5.3 meanwhile the first''s count');
select is(private.my_entitlements(pg_temp.uid(11), '2026-04-02T12:00Z') -> 'entitled', 'true', '4.5.3 then the second''s, without a gap');
select is((select u.weekly_peak from public.ai_usage as u where u.user_id = pg_temp.uid(11)), 30, '4.2.3 no allowance is drawn before its time');
select is(pg_temp.redeem(12, 'DAYS30', 'days30-01', 'any') ->> 'grant_expires_at', '2026-04-02T12:00:00+00:00', 'another user');
update private.store_transactions set revoked_at = '2026-03-04Z' where user_id = pg_temp.uid(12);
select is(pg_temp.redeem(12, 'DAYS10', 'days10-01', 'any', p_at => '2026-03-05T00:00Z') ->> 'grant_expires_at', '2026-03-15T00:00:00+00:00', '4.5.3 days that were taken back are not followed');
select is(pg_temp.redeem(13, 'DAYS10', 'days10-01', 'any') ->> 'grant_expires_at', '2026-03-13T12:00:00+00:00', 'a third user');
select pg_temp.code('DAYS1', '{"benefit_kind": "free_days", "benefit_value": 1}');
select is(pg_temp.redeem(13, 'DAYS1', 'days1-001', 'any', p_at => '2026-05-01T00:00Z') ->> 'grant_expires_at', '2026-05-02T00:00:00+00:00', '4.5.3 days that are over are not followed');
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
values (pg_temp.uid(18), 'apple', 'production', 'paid', 'paid', 'dochub.premium.monthly', 'premium', '2026-03-01Z', '2026-04-01Z', '2026-03-01Z');
select is(pg_temp.redeem(18, 'DAYS10', 'days10-01', 'any') ->> 'grant_expires_at', '2026-03-13T12:00:00+00:00', '4.5.3 nor is what was paid for: free days begin at once');
set local time zone 'Europe/Berlin';
select is((pg_temp.redeem(14, 'DAYS30', 'days30-01', 'any') ->> 'grant_expires_at')::timestamptz, '2026-04-02T12:00Z'::timestamptz, '4.5.4 a day is 24 hours, whatever zone the session is in');
select is((pg_temp.redeem(14, 'QUARTER', 'quarter-1', 'course') ->> 'grant_expires_at')::timestamptz, '2026-04-02T12:00Z'::timestamptz, '4.5.4 also for lifespan_days');
set local time zone 'UTC';

-- A course
select pg_temp.code('GIFT', '{"product_type": "course", "benefit_value": 100, "lifespan_days": 5}');
select pg_temp.code('TENOFF', '{"benefit_kind": "amount", "benefit_value": 10000000, "benefit_currency": "USD"}');
create temporary table gift as select pg_temp.redeem(15, 'GIFT', 'gift-0001', 'course', 'deep-sleep') as a;
select is(g.a @> '{"ok": true, "amount_due_micros": 0, "grant_expires_at": null}', true, '4.5.4 a course that is given stays') from gift as g;
select results_eq(
  $$ select c.course_code, c.source, c.validation, c.environment, c.store, c.transaction_id, c.price_micros, c.currency, c.redemption_id::text, c.purchased_at
       from public.course_purchases as c where c.user_id = pg_temp.uid(15) $$,
  $$ select 'deep-sleep', 'code', 'valid', 'production', null, null, 0::bigint, 'USD', g.a ->> 'redemption_id', '2026-03-03T12:00Z'::timestamptz from gift as g $$,
  '4.5.3 100 % off a course is a course purchase with source code');
select is((select array_agg(o.course_code || ' ' || o.source) from private.my_courses(pg_temp.uid(15), '2026-03-03T12:00Z') as o), array['deep-sleep code'], '4.5.3 the user has the course');
select is((select u.fulfilled_at from public.user_discounts as u where u.user_id = pg_temp.uid(15)), '2026-03-03T12:00Z'::timestamptz, '4.5.3 and the redemption is fulfilled');
select is(pg_temp.verdict(15, 'GIFT', 'gift-0002', 'course', 'deep-sleep'), 'code_already_redeemed 409', '4.5.3 once a user');
select is(pg_temp.verdict(15, 'TENOFF', 'tenoff-01', 'course', 'deep-sleep'), 'code_not_eligible 422', '4.5.3 no other code gives it again');
select is(pg_temp.counter('TENOFF'), '0 0', '4.5.3 a refusal redeems nothing');
select is(pg_temp.verdict(15, 'TENOFF', 'tenoff-02', 'course', 'shop.focus'), 'ok', '4.5.3 an amount that covers the price of a store product');
select is((select array_agg(o.course_code order by o.course_code) from private.my_courses(pg_temp.uid(15), '2026-03-03T12:00Z') as o), array['deep-sleep', 'focus'], '4.5.3 gives the course that the product is');
select is(pg_temp.verdict(16, 'GIFT', 'gift-0001', 'course', null, 9990000, 'USD'), 'ok', '4.5.3 100 % off a course that is not named');
select is((select u.fulfilled_at from public.user_discounts as u where u.user_id = pg_temp.uid(16)), null, '4.5.3 waits for its purchase');
select is(pg_temp.verdict(17, 'ALLCREDIT', 'all-cred-1', 'credits', 'dochub.credits.10'), 'code_not_found 404', 'a code that is not there yet');
select pg_temp.code('ALLCREDIT', '{"benefit_value": 100}');
select is(pg_temp.verdict(17, 'ALLCREDIT', 'all-cred-2', 'credits', 'dochub.credits.10'), 'ok', '4.5.3 100 % off credits');
select is(private.credit_balance(pg_temp.uid(17), '2026-03-03T12:00Z') @> '{"bank": 0, "promotional": 0}', true, '4.5.3 gives none: a purchase names the redemption');

-- The caller's price gives nothing away
select pg_temp.code('ALMOST', '{"benefit_value": 99}');
select is(pg_temp.redeem(20, 'ALMOST', 'almost-01', 'course', 'deep-sleep', 1, 'EUR') @> '{"ok": true, "price_source": "client", "amount_due_micros": 0, "currency": "EUR"}', true,
  '4.5.2 a price that only the caller knows');
select is((select count(*) from public.course_purchases as c where c.user_id = pg_temp.uid(20)), 0::bigint, '4.5.3 gives no course, whatever it comes to');
select results_eq(
  $$ select u.price_source, u.amount_micros, u.currency, u.fulfilled_at from public.user_discounts as u where u.user_id = pg_temp.uid(20) $$,
  $$ values ('client', 1::bigint, 'EUR', null::timestamptz) $$, '4.5.2 and is marked as the caller''s');
select is(pg_temp.redeem(20, 'DAYS10', 'days10-01', 'subscription', 'dochub.premium.monthly', 10990000, 'EUR') @> '{"ok": true, "price_source": null, "amount_micros": null}', true,
  '4.5.2 free days are given whatever currency is shown');

-- Anonymous accounts
update public.user_profile set is_anonymous = true where user_id in (pg_temp.uid(21), pg_temp.uid(22), pg_temp.uid(23), pg_temp.uid(24), pg_temp.uid(25));
select is(array_agg(distinct pg_temp.verdict(n, c, 'farm-' || c, 'any')), array['anonymous_account 403'], format('4.5.3 five anonymous accounts get nothing of %s', c))
  from generate_series(21, 25) as n, unnest(array['FOREVER', 'DAYS10']) as c group by c;
select is(pg_temp.verdict(21, 'QUARTER', 'farm-0001'), 'ok', '4.5.3 a discount they may redeem');
update public.user_profile set is_anonymous = false where user_id = pg_temp.uid(21);
select is(pg_temp.verdict(21, 'FOREVER', 'farm-0002', 'any'), 'ok', '4.5.3 and the rest once they have signed up');

-- Lapsed: not used within lifespan_days
select pg_temp.code('ONEDAY', '{"max_redemptions": 2, "lifespan_days": 1}');
select is(pg_temp.verdict(26, 'ONEDAY', 'oneday-01'), 'ok', '4.5.3 the first of two');
select is(pg_temp.verdict(27, 'ONEDAY', 'oneday-01'), 'ok', '4.5.3 the second');
select is(pg_temp.verdict(28, 'ONEDAY', 'oneday-01', p_at => '2026-03-04T11:59:59.999999Z'), 'code_max_usage 409', '4.5.3 for as long as they last there is no third');
select is(pg_temp.verdict(27, 'ONEDAY', 'oneday-02', p_at => '2026-03-04T12:00Z'), 'ok', '4.5.3 one that lapsed may be redeemed again, with a new key');
select is(pg_temp.counter('ONEDAY'), '2 2', '4.5.3 in its own place: the counter equals the rows');
select is(pg_temp.verdict(27, 'ONEDAY', 'oneday-01', p_at => '2026-03-04T12:00Z'), 'replayed', '4.5.3 the old key answers as it did');
select is(pg_temp.verdict(28, 'ONEDAY', 'oneday-02', p_at => '2026-03-04T12:00Z'), 'ok', '4.5.3 another''s place is free too');
select is(pg_temp.counter('ONEDAY'), '2 2', '4.5.3 the counter equals the rows');
select is((select u.released_at from public.user_discounts as u where u.user_id = pg_temp.uid(26) and u.code = 'ONEDAY'), '2026-03-04T12:00Z'::timestamptz, '4.5.3 whose redemption is released');
select is(pg_temp.verdict(29, 'ONEDAY', 'oneday-01', p_at => '2026-03-04T12:00Z'), 'code_max_usage 409', '4.5.3 there were two');
select is(pg_temp.verdict(26, 'ONEDAY', 'oneday-02', p_at => '2026-03-04T12:00Z'), 'code_max_usage 409', '4.5.3 whoever let it lapse comes late');
update public.discount_codes set max_redemptions = null where code = 'ONEDAY';
select is(pg_temp.verdict(28, 'ONEDAY', 'oneday-03', p_at => '2026-03-06T12:00Z'), 'ok', '4.5.3 without a limit it lapses just so');
select is(pg_temp.counter('ONEDAY'), '2 2', '4.5.3 the counter equals the rows: that of the third user has lapsed, and nobody asked for its place');
update public.discount_codes set is_active = false where code = 'ONEDAY';
select is(pg_temp.verdict(27, 'ONEDAY', 'oneday-03', p_at => '2026-03-06T12:00Z'), 'code_not_found 404', '4.5.1 what is refused');
select is(pg_temp.counter('ONEDAY'), '2 2', '4.5.3 takes no place');

insert into private.plans (plan, plan_rank, weekly_credits) values ('gold', 200, 60);
select is(pg_temp.verdict(19, 'DAYS10', 'days10-01', 'any'), 'ok', '4.5.3 where there is a higher plan than premium');
select is((select s.plan from public.subscriptions as s where s.user_id = pg_temp.uid(19)), 'gold', '4.5.3 free days are of the paid plan of greatest rank');

-- Everything adds up
select is((select count(*) from public.discount_codes as d
            where d.times_redeemed <> (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null)), 0::bigint,
  '4.5.3 the counter of every code equals its rows');
select is((select count(*) from public.ai_usage as u
            where (select coalesce(sum(l.promotional), 0) from private.credit_ledger as l where l.user_id = u.user_id)
               <> (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)), 0::bigint,
  '4.2.6 the promotional balance of every user equals the ledger''s sum');
select is(private.redeem_discount('e0000000-0000-4000-8000-0000000000ff', 'QUARTER', 'course', 'nobody-01', null, null, null, '2026-03-03T12:00Z') ->> 'code', 'user_not_found', 'a user who is not there cannot redeem');

select * from finish();
rollback;
