-- 4.5.3: releasing a redemption takes back what it gave.
begin;
select plan(105);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('e0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 20) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 20) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published');
create function pg_temp.code(p_code text, p_more jsonb default '{}') returns void language sql as $$
  insert into public.discount_codes
  select * from jsonb_populate_record(null::public.discount_codes, jsonb_build_object(
    'code', p_code, 'product_type', 'any', 'product_ids', '[]'::jsonb, 'benefit_kind', 'percent', 'benefit_value', 25,
    'starts_at', '-infinity', 'expires_at', 'infinity', 'times_redeemed', 0, 'first_time_only', false, 'depth', 1, 'is_active', true,
    'created_at', '2026-03-01Z', 'updated_at', '2026-03-01Z') || p_more)
$$;
-- A client redeems at 2026-03-03 12:00 UTC; the service releases a day later.
create function pg_temp.redeem(p_n integer, p_code text, p_key text, p_type text default 'course', p_product text default null, p_at timestamptz default '2026-03-03T12:00Z')
returns jsonb language plpgsql as $$
declare
  v_user uuid := pg_temp.uid(p_n);
  v_answer jsonb;
begin
  -- Keys are kept a class of callers: not as a superuser, who counts as a service.
  set local role dochub_owner;
  v_answer := private.redeem_discount(v_user, p_code, p_type, p_key, p_product, null, null, p_at);
  reset role;
  return v_answer;
end
$$;
create function pg_temp.release(p_n integer, p_key text, p_at timestamptz default '2026-03-04T12:00Z') returns jsonb language sql volatile as
  $$ select private.release_discount(pg_temp.uid(p_n), p_key, p_at) $$;
create function pg_temp.verdict(p_answer jsonb) returns text language sql stable as $$
  select case when p_answer -> 'replayed' = 'true' then 'replayed' when p_answer -> 'ok' = 'true' then 'ok' else p_answer ->> 'code' end
$$;
create function pg_temp.counter(p_code text) returns text language sql as $$
  select concat_ws(' ', d.times_redeemed, (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null))
    from public.discount_codes as d where d.code = p_code
$$;

-- A percentage
select pg_temp.code('QUARTER', '{"max_redemptions": 1}');
create temporary table first_answer as select pg_temp.redeem(1, 'QUARTER', 'quarter-1', 'course', 'deep-sleep') as a;
select is(pg_temp.verdict(pg_temp.redeem(2, 'QUARTER', 'quarter-1')), 'code_max_usage', '4.5.3 a code that may be redeemed once is');
create temporary table release_answer as select pg_temp.release(1, 'quarter-1') as a;
select is(r.a, jsonb_build_object('ok', true, 'code', 'QUARTER', 'redemption_id', f.a -> 'redemption_id', 'released_at', '2026-03-04T12:00:00+00:00',
  'credits', 0, 'free_days_ended', false, 'course_code', null, 'replayed', false), '4.5.3 a redemption is released') from release_answer as r, first_answer as f;
select is(pg_temp.counter('QUARTER'), '0 0', '4.5.3 the counter equals the rows');
select is((select u.released_at from public.user_discounts as u where u.user_id = pg_temp.uid(1)), '2026-03-04T12:00Z'::timestamptz, '4.5.3 the redemption says so');
select is((select u.clock_at from public.ai_usage as u where u.user_id = pg_temp.uid(1)), '2026-03-04T12:00Z'::timestamptz, 'section 2: the user''s clock is stored');
select is(pg_temp.release(1, 'quarter-1', '2026-03-09Z'), r.a || '{"replayed": true}', '4.5.3 releasing is idempotent: the same call again gets the first answer') from release_answer as r;
select is(pg_temp.counter('QUARTER'), '0 0', '4.5.3 and counts nothing twice');
select is(pg_temp.redeem(1, 'QUARTER', 'quarter-1', 'course', 'deep-sleep', '2026-03-05Z'), f.a || '{"replayed": true}', '4.5.3 the old key of the released redemption answers as it did') from first_answer as f;
select is(pg_temp.counter('QUARTER'), '0 0', '4.5.3 and redeems nothing');
select is(pg_temp.verdict(pg_temp.redeem(1, 'QUARTER', 'quarter-2', 'course', 'deep-sleep', '2026-03-05Z')), 'ok', '4.5.3 a released code may be redeemed again with a new key');
select is(pg_temp.counter('QUARTER'), '1 1', '4.5.3 the counter equals the rows');
select is(pg_temp.verdict(pg_temp.release(1, 'quarter-1', '2026-03-06Z')), 'replayed', '4.5.3 releasing the old key again');
select is(pg_temp.counter('QUARTER'), '1 1', '4.5.3 leaves the new redemption alone');
select is(pg_temp.verdict(pg_temp.release(1, 'quarter-2', '2026-03-06Z')), 'ok', '4.5.3 which is released by its own key');
select is(pg_temp.verdict(pg_temp.redeem(2, 'QUARTER', 'quarter-2')), 'ok', '4.5.3 what was released is free for others');

-- Nothing to release
select is(pg_temp.verdict(pg_temp.release(2, 'quarter-1')), 'redemption_not_found', 'a refused redemption is none');
select is(pg_temp.verdict(pg_temp.release(2, 'never-used')), 'redemption_not_found', 'nor is a key never used');
select is(pg_temp.verdict(pg_temp.release(3, 'quarter-2')), 'redemption_not_found', 'nor another user''s');
select is(pg_temp.verdict(pg_temp.redeem(3, 'QUARTER', 'afterwards')), 'code_max_usage', 'a key that was asked for too early');
select pg_temp.code('OPEN');
select is(pg_temp.verdict(pg_temp.release(3, 'too-early')), 'redemption_not_found', 'a refusal');
select is(pg_temp.verdict(pg_temp.redeem(3, 'OPEN', 'too-early')), 'ok', 'does not bind the key');
select is(pg_temp.verdict(pg_temp.release(3, 'too-early')), 'ok', 'which is released later');
select is(private.release_discount('e0000000-0000-4000-8000-0000000000ff', 'quarter-1', '2026-03-04Z') ->> 'code', 'user_not_found', 'an unknown user has none');
select is(private.deduct_credits(pg_temp.uid(3), 1, 'open-0001', null, '2026-03-05Z') -> 'ok', 'true', 'section 2: keys of other functions');
select is(pg_temp.verdict(pg_temp.release(3, 'open-0001')), 'redemption_not_found', 'are not redemptions');

-- Credits
select pg_temp.code('CREDITS', '{"benefit_kind": "credits", "benefit_value": 20}');
select is(pg_temp.verdict(pg_temp.redeem(4, 'CREDITS', 'credits-1')), 'ok', '4.5.3 credits are given');
select is(private.deduct_credits(pg_temp.uid(4), 8, 'spend-001', null, '2026-03-03T13:00Z') -> 'split', '{"weekly": 3, "promotional": 5, "bank": 0}', 'some of them are spent');
select is(private.reserve_credits(pg_temp.uid(4), 4, 'reserve-1', interval '7 days', null, '2026-03-03T14:00Z') -> 'split', '{"weekly": 0, "promotional": 4, "bank": 0}', 'some of them are on hold');
select is(pg_temp.release(4, 'credits-1') -> 'credits', '11', '4.5.3 a release takes back what is left');
select is(private.credit_balance(pg_temp.uid(4), '2026-03-04T12:00Z') @> '{"promotional": 0, "held": 4, "debt": 0}', true, '4.5.3 what is spent stays spent');
select results_eq(
  $$ select l.kind, l.promotional, l.promotional_split, l.credit_id, l.occurred_at from private.credit_ledger as l where l.user_id = pg_temp.uid(4) and l.kind = 'clawback' $$,
  $$ select 'clawback', -11, jsonb_build_object(r.credit_id, -11), r.credit_id, '2026-03-04T12:00Z'::timestamptz from public.referral_credits as r where r.user_id = pg_temp.uid(4) $$,
  '4.2.6 on the ledger as a clawback');
select is((select r.clawed_back_at from public.referral_credits as r where r.user_id = pg_temp.uid(4)), '2026-03-04T12:00Z'::timestamptz, '4.5.3 the credit says so');
select is(private.resolve_hold(pg_temp.uid(4), (select h.hold_id from private.credit_holds as h where h.user_id = pg_temp.uid(4)), 'released', null, 'failed', '2026-03-04T13:00Z') #> '{balance,promotional}', '0',
  '4.5.3 and what was on hold does not come back to it');
select is(pg_temp.verdict(pg_temp.redeem(4, 'CREDITS', 'credits-2', p_at => '2026-03-05Z')), 'ok', '4.5.3 redeemed again');
select is(private.credit_balance(pg_temp.uid(4), '2026-03-05Z') ->> 'promotional', '20', '4.5.3 it gives anew');
select is(pg_temp.verdict(pg_temp.redeem(5, 'CREDITS', 'credits-1')), 'ok', 'credits that nobody spent');
select is(pg_temp.release(5, 'credits-1') -> 'credits', '20', '4.5.3 are all taken back');
select pg_temp.code('SHORTLY', '{"benefit_kind": "credits", "benefit_value": 20, "lifespan_days": 1}');
select is(pg_temp.verdict(pg_temp.redeem(6, 'SHORTLY', 'shortly-1')), 'ok', 'credits that have expired');
select is(pg_temp.release(6, 'shortly-1') -> 'credits', '0', '4.5.3 are not there to be taken');
select is((select array_agg(l.kind order by l.entry_no) from private.credit_ledger as l where l.user_id = pg_temp.uid(6)), array['grant', 'expiry'], '4.2.6 their end is settled first');

-- Free days
select pg_temp.code('DAYS30', '{"benefit_kind": "free_days", "benefit_value": 30}');
select pg_temp.code('DAYS10', '{"benefit_kind": "free_days", "benefit_value": 10}');
select is(pg_temp.verdict(pg_temp.redeem(7, 'DAYS30', 'days30-01', 'any')), 'ok', '4.5.3 free days are given');
select is(pg_temp.verdict(pg_temp.redeem(7, 'DAYS10', 'days10-01', 'any')), 'ok', 'and more after them');
select is(private.my_entitlements(pg_temp.uid(7), '2026-03-04T11:59:59Z') -> 'entitled', 'true', 'they entitle');
select is(pg_temp.release(7, 'days30-01') -> 'free_days_ended', 'true', '4.5.3 a release ends them');
select is(private.my_entitlements(pg_temp.uid(7), m.at) -> 'entitled', m.entitled, format('4.5.3 at once, and those of another code move up: %s', m.at))
  from (values ('2026-03-04T12:00Z'::timestamptz, 'true'::jsonb), ('2026-03-14T11:59:59.999999Z', 'true'), ('2026-03-14T12:00Z', 'false'), ('2026-04-02T12:00Z', 'false')) as m (at, entitled);
select is((select u.grant_expires_at from public.user_discounts as u where u.user_id = pg_temp.uid(7) and u.code = 'DAYS10'), '2026-03-14T12:00Z'::timestamptz, '4.5.3 whose redemption says so');
select results_eq(
  $$ select e.event_type, e.store, e.disposition, e.state, e.occurred_at from public.subscription_events as e where e.user_id = pg_temp.uid(7) and e.event_type = 'revoked' $$,
  $$ values ('revoked', 'code', 'applied', 'active', '2026-03-04T12:00Z'::timestamptz) $$, '4.3.5 the log of the subscription has it');
select is(pg_temp.release(7, 'days10-01', '2026-03-05Z') -> 'free_days_ended', 'true', '4.5.3 days that have moved up are taken back too');
select is(private.my_entitlements(pg_temp.uid(7), '2026-04-05Z') -> 'entitled', 'false', '4.5.3 and are over');
select is(private.credit_balance(pg_temp.uid(7), '2026-03-05Z') ->> 'weekly_allowance', '30', '4.2.3 the allowance of this week stays as great as it was');
select is(private.credit_balance(pg_temp.uid(7), '2026-03-09Z') ->> 'weekly_allowance', '3', '4.2.3 the next week''s does not');
select is(pg_temp.verdict(pg_temp.redeem(7, 'DAYS10', 'days10-02', 'any', p_at => '2026-03-06Z')), 'ok', '4.5.3 redeemed again');
select is((select u.grant_expires_at from public.user_discounts as u where u.user_id = pg_temp.uid(7) and u.code = 'DAYS10'), '2026-03-16Z'::timestamptz, '4.5.3 they begin at once: released days are not followed');
select is(pg_temp.verdict(pg_temp.redeem(8, 'DAYS10', 'days10-01', 'any')), 'ok', 'free days');
select is(pg_temp.release(8, 'days10-01', '2026-03-20Z') -> 'free_days_ended', 'false', '4.5.3 that are over have nothing to end');

-- Free days are packed without gaps: each redeemed at noon of the third, in this order
create function pg_temp.packed(p_n integer) returns text language sql as $$
  select string_agg(format('%s %s – %s', t.product_id, to_char(t.purchased_at at time zone 'UTC', 'MM-DD HH24'), to_char(t.expires_at at time zone 'UTC', 'MM-DD HH24')), ', ' order by t.purchased_at)
    from private.store_transactions as t where t.user_id = pg_temp.uid(p_n) and t.store = 'code' and t.revoked_at is null
$$;
select pg_temp.code('DAYS' || d, jsonb_build_object('benefit_kind', 'free_days', 'benefit_value', d)) from unnest(array[1, 2, 25]) as d;
create function pg_temp.stack(p_n integer) returns void language sql as $$
  select pg_temp.redeem(p_n, 'DAYS' || d, 'packed-' || d, 'any') from unnest(array[30, 1, 2, 25]) as d
$$;
set local time zone 'Europe/Berlin';
select pg_temp.stack(n) from generate_series(12, 15) as n;
select is(pg_temp.packed(12), 'DAYS30 03-03 12 – 04-02 12, DAYS1 04-02 12 – 04-03 12, DAYS2 04-03 12 – 04-05 12, DAYS25 04-05 12 – 04-30 12', '4.5.3 the days of four codes follow each other');
select pg_temp.release(12, 'packed-30');
select is(pg_temp.packed(12), 'DAYS1 03-04 12 – 03-05 12, DAYS2 03-05 12 – 03-07 12, DAYS25 03-07 12 – 04-01 12', '4.5.3 the first is taken back while it runs: all others move up to now, and keep their length of days of 24 hours');
select pg_temp.release(12, 'packed-25', '2026-03-04T18:00Z');
select is(pg_temp.packed(12), 'DAYS1 03-04 12 – 03-05 12, DAYS2 03-05 12 – 03-07 12', '4.5.3 the last: the others stay');
select pg_temp.release(12, 'packed-2', '2026-03-08T00:00Z');
select is(pg_temp.packed(12), 'DAYS1 03-04 12 – 03-05 12, DAYS2 03-05 12 – 03-07 12', '4.5.3 one that is over: it stays as it was');
select pg_temp.release(13, 'packed-1');
select is(pg_temp.packed(13), 'DAYS30 03-03 12 – 04-02 12, DAYS2 04-02 12 – 04-04 12, DAYS25 04-04 12 – 04-29 12', '4.5.3 one in the middle: those behind it move up to those before it');
select pg_temp.release(14, 'packed-1', '2026-04-03T00:00Z');
select is(pg_temp.packed(14), 'DAYS30 03-03 12 – 04-02 12, DAYS2 04-03 00 – 04-05 00, DAYS25 04-05 00 – 04-30 00', '4.5.3 one that runs: those behind it begin now, not where it began');
select is((select string_agg(u.code, ' ' order by u.code) from public.user_discounts as u join private.store_transactions as t on t.user_id = u.user_id and t.redemption_id = u.redemption_id
            where u.user_id between pg_temp.uid(12) and pg_temp.uid(15) and u.released_at is null and u.grant_expires_at <> t.expires_at), null, '4.5.3 redemptions end with their days');
select is(pg_temp.redeem(14, 'DAYS10', 'packed-10', 'any', p_at => '2026-04-03T00:00Z') ->> 'grant_expires_at', '2026-05-10T02:00:00+02:00', '4.5.3 more days follow all of them');
set local time zone 'UTC';
select pg_temp.release(15, k, '2026-03-04T12:00Z') from unnest(array['packed-2', 'packed-30', 'packed-25', 'packed-1']) as k;
select is(pg_temp.packed(15), null, '4.5.3 all are taken back');
select is(private.my_entitlements(pg_temp.uid(15), m) -> 'entitled', 'false', format('4.5.3 and nothing is left at %s', m)) from unnest(array['2026-03-04T12:00Z', '2026-04-02T12:00Z']::timestamptz[]) as m;

-- A course
select pg_temp.code('GIFT', '{"product_type": "course", "benefit_value": 100}');
select is(pg_temp.verdict(pg_temp.redeem(9, 'GIFT', 'gift-0001', 'course', 'deep-sleep')), 'ok', '4.5.3 a course is given');
create temporary table generation as select s.generation from private.user_sync as s where s.user_id = pg_temp.uid(9);
select is(pg_temp.release(9, 'gift-0001') ->> 'course_code', 'deep-sleep', '4.5.3 a release takes it back');
select is((select count(*) from private.my_courses(pg_temp.uid(9), '2026-03-04T12:00Z')), 0::bigint, '4.5.3 the user has it no more');
select cmp_ok((select s.generation from private.user_sync as s where s.user_id = pg_temp.uid(9)), '>', (select g.generation from generation as g), '4.6.3 which the handshake shows');
select is(pg_temp.verdict(pg_temp.redeem(9, 'GIFT', 'gift-0002', 'course', 'deep-sleep', '2026-03-05Z')), 'ok', '4.5.3 redeemed again');
select is((select array_agg(o.course_code) from private.my_courses(pg_temp.uid(9), '2026-03-05Z') as o), array['deep-sleep'], '4.5.3 it is there again');
select is(private.record_course_purchase(pg_temp.uid(9), '{"store": "stripe", "environment": "production", "transaction_id": "pi_9", "course_code": "deep-sleep", "price_micros": 9990000, "currency": "USD"}', '2026-03-06Z') ->> 'validation', 'invalid', 'bought as well');
select is(pg_temp.release(9, 'gift-0002', '2026-03-07Z') ->> 'course_code', 'deep-sleep', '4.5.3 when the gift is taken back');
select is((select array_agg(o.source) from private.my_courses(pg_temp.uid(9), '2026-03-07Z') as o), array['web'], '4.5.3 the one that was paid for remains');

-- Used by a purchase
select pg_temp.code('HALF', '{"benefit_value": 50}');
create temporary table half as select pg_temp.redeem(10, 'HALF', 'half-0001', 'course', 'deep-sleep') as a;
select is(private.record_course_purchase(pg_temp.uid(10), jsonb_build_object('store', 'stripe', 'environment', 'production', 'transaction_id', 'pi_10', 'course_code', 'deep-sleep',
  'price_micros', 4995000, 'currency', 'USD', 'redemption_id', h.a ->> 'redemption_id'), '2026-03-03T13:00Z') ->> 'redemption', 'fulfilled', 'a purchase uses a redemption') from half as h;
select is(pg_temp.verdict(pg_temp.release(10, 'half-0001')), 'redemption_fulfilled', '4.5.3 which cannot be released then');
select is(pg_temp.counter('HALF'), '1 1', '4.5.3 and counts on');
select private.refund('{"store": "stripe", "environment": "production", "transaction_id": "pi_10", "notification_id": "re_10", "kind": "refund", "percentage": 50}', '{course}', '2026-03-05Z');
select is(pg_temp.verdict(pg_temp.release(10, 'half-0001', '2026-03-06Z')), 'redemption_fulfilled', '4.5.3 nor when the purchase is refunded in part');
select private.refund('{"store": "stripe", "environment": "production", "transaction_id": "pi_10", "notification_id": "re_11", "kind": "refund", "percentage": 50}', '{course}', '2026-03-06Z');
select is(pg_temp.verdict(pg_temp.release(10, 'half-0001', '2026-03-07Z')), 'ok', '4.5.3 but when it is in full');
select is(private.record_credit_purchase(pg_temp.uid(11), jsonb_build_object('store', 'stripe', 'environment', 'production', 'transaction_id', 'pi_11', 'product_id', 'dochub.credits.10',
  'redemption_id', pg_temp.redeem(11, 'HALF', 'half-0001', 'any', p_at => '2026-03-03Z') ->> 'redemption_id'), '2026-03-03T13:00Z') ->> 'redemption', 'fulfilled', 'a purchase of credits uses one');
select is(pg_temp.verdict(pg_temp.release(11, 'half-0001')), 'redemption_fulfilled', '4.5.3 which cannot be released either');

-- Used by a subscription
create function pg_temp.event(p_n integer, p_type text, p_key text, p_more jsonb default '{}', p_product text default 'dochub.premium.monthly') returns text language sql as $$
  select coalesce(a ->> 'disposition', a ->> 'code')
    from (select private.apply_store_event(jsonb_build_object('store', 'stripe', 'environment', 'production', 'notification_id', p_type || p_n, 'type', p_type,
            'user_id', pg_temp.uid(p_n), 'occurred_at', case p_type when 'refunded' then '2026-03-03T14:00:00Z' else '2026-03-03T13:00:00Z' end, 'transaction', jsonb_strip_nulls(jsonb_build_object(
              'transaction_id', 'sub_' || p_n, 'product_id', p_product, 'expires_at', case when p_product ~ 'premium' then '2026-04-03T13:00:00Z' end,
              'redemption_id', (select k.answer ->> 'redemption_id' from private.idempotency_keys as k
                                 where k.user_id = pg_temp.uid(p_n) and k.key_sha256 = private.key_sha256(p_key) and k.operation = 'redeem_discount'))) || p_more), '2026-03-06T12:00Z') as a offset 0) as t
$$;
create function pg_temp.fulfilled(p_n integer) returns timestamptz language sql as $$ select u.fulfilled_at from public.user_discounts as u where u.user_id = pg_temp.uid(p_n) and u.code = 'HALF2' $$;
select pg_temp.code('HALF2', '{"benefit_value": 50, "lifespan_days": 2}');
select pg_temp.redeem(n, 'HALF2', 'half-0002', 'any') from generate_series(16, 20) as n;
select is(pg_temp.event(16, 'started', 'half-0002'), 'applied', '4.5.3 a subscription names a redemption');
select is(pg_temp.fulfilled(16), '2026-03-03T13:00Z'::timestamptz, '4.5.3 and uses it, within its time, though it is told of afterwards');
select is(pg_temp.verdict(pg_temp.release(16, 'half-0002')), 'redemption_fulfilled', '4.5.3 which cannot be released then');
select is(pg_temp.event(16, 'refunded', 'half-0002', '{"refund_percentage": 100}'), 'applied', 'the subscription is refunded');
select is(pg_temp.verdict(pg_temp.release(16, 'half-0002', '2026-03-07Z')), 'ok', '4.5.3 but can be then');
select is(pg_temp.event(17, 'canceled', 'half-0002'), 'applied', '4.5.3 an event that does not start it');
select is(pg_temp.verdict(pg_temp.release(17, 'half-0002')), 'redemption_fulfilled', '4.5.3 uses it as well');
select is(pg_temp.event(18, 'started', 'half-0002', '{"purchased_at": "2026-03-05T12:00:00Z"}'), 'applied', '4.5.3 bought when the redemption had ended');
select is(pg_temp.fulfilled(18), null, '4.5.3 it uses none');
select is(pg_temp.verdict(pg_temp.release(18, 'half-0002', '2026-03-07Z')), 'ok', '4.5.3 so that it is released');
select is(pg_temp.event(19, 'started', 'half-0002', p_product => 'dochub.credits.10'), 'applied', '4.5.3 an event about credits');
select is(pg_temp.verdict(pg_temp.release(19, 'half-0002', '2026-03-07Z')), 'redemption_fulfilled', '4.5.3 hands its redemption on to the purchase');
select throws_ok($$ select pg_temp.event(20, 'started', 'half-0002', '{"redemption_id": "half"}') $$, 'PT400', 'redemption_id must be a uuid', 'misuse: no redemption');
select is(pg_temp.counter('HALF2'), '3 3', '4.5.3 the counter equals the rows');
select is(private.redeem_discount(pg_temp.uid(18), 'HALF2', 'any', 'half-0003', null, null, null, '2026-03-07Z') -> 'ok', 'true', '4.5.3 what lapsed and was released is redeemed again');

-- One that lapsed, and whose place another took
select pg_temp.code('ONLYONE', '{"max_redemptions": 1, "lifespan_days": 1}');
select is(array[pg_temp.verdict(pg_temp.redeem(17, 'ONLYONE', 'only-one-1')), pg_temp.verdict(pg_temp.redeem(18, 'ONLYONE', 'only-one-1', p_at => '2026-03-08Z'))], array['ok', 'ok'],
  '4.5.3 two redeem a code of one place, the second when the first has lapsed');
select is(pg_temp.release(17, 'only-one-1', '2026-03-09Z') ->> 'released_at', '2026-03-08T00:00:00+00:00', '4.5.3 releasing the first says when it was');
select is(pg_temp.counter('ONLYONE'), '1 1', '4.5.3 and takes nothing from the second');

-- Everything adds up
select is((select count(*) from public.discount_codes as d
            where d.times_redeemed <> (select count(*) from public.user_discounts as u where u.code = d.code and u.released_at is null)), 0::bigint,
  '4.5.3 the counter of every code equals its rows');
select is((select count(*) from public.ai_usage as u
            where (select coalesce(sum(l.promotional), 0) from private.credit_ledger as l where l.user_id = u.user_id)
               <> (select coalesce(sum(r.remaining), 0) from public.referral_credits as r where r.user_id = u.user_id)), 0::bigint,
  '4.2.6 the promotional balance of every user equals the ledger''s sum');

select * from finish();
rollback;
