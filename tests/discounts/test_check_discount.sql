-- 4.5.1, 4.5.2 and 4.5.7: who may use a code for what, in which order it is refused, what it costs then.
begin;
select plan(179);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('d0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 60) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-01T00:00Z') from generate_series(1, 60) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values
  ('deep-sleep', 'Deep sleep', 9990000, 'USD', 'published'), ('focus', 'Focus', 4990000, 'EUR', 'published'),
  ('gift', 'A free one', 0, 'USD', 'published'), ('unborn', 'Not yet', 9990000, 'USD', 'draft'), ('gone', 'No more', 9990000, 'USD', 'retired');
insert into private.store_products (store, product_id, kind, course_code, price_micros, currency, is_active) values
  ('apple', 'shop.sleep', 'course', 'deep-sleep', 12990000, 'USD', true), ('google', 'shop.sleep', 'course', 'deep-sleep', 11990000, 'EUR', true),
  ('stripe', 'shop.sleep', 'course', 'deep-sleep', 10990000, 'USD', true),
  ('apple', 'shop.gone', 'course', 'gone', 9990000, 'USD', true), ('apple', 'shop.off', 'custom_course', null, 9990000, 'USD', false),
  ('google', 'shop.custom', 'custom_course', null, 8000000, 'USD', true), ('apple', 'shop.custom', 'custom_course', null, 7000000, 'USD', true);
insert into public.cohorts (slug, name, kind) values ('acme', 'Acme', 'institution');
insert into public.user_cohorts (user_id, slug, source) values (pg_temp.uid(2), 'acme', 'manual');

create function pg_temp.code(p_code text, p_more jsonb default '{}') returns void language sql as $$
  insert into public.discount_codes
  select * from jsonb_populate_record(null::public.discount_codes, jsonb_build_object(
    'code', p_code, 'product_type', 'any', 'product_ids', '[]'::jsonb, 'benefit_kind', 'percent', 'benefit_value', 25,
    'starts_at', '-infinity', 'expires_at', 'infinity', 'times_redeemed', 0, 'first_time_only', false, 'depth', 1, 'is_active', true,
    'created_at', '2026-03-01Z', 'updated_at', '2026-03-01Z') || p_more)
$$;
-- The answer at 2026-03-02 12:00 UTC.
create function pg_temp.check_code(
  p_n integer, p_code text, p_type text default 'course', p_product text default null, p_amount bigint default null, p_currency text default null,
  p_at timestamptz default '2026-03-02T12:00Z') returns jsonb language sql volatile as
  $$ select private.validate_discount(pg_temp.uid(p_n), p_code, p_type, p_product, p_amount, p_currency, p_at) $$;
-- The same, for short: the refusal with its status, or ok.
create function pg_temp.verdict(
  p_n integer, p_code text, p_type text default 'course', p_product text default null, p_amount bigint default null, p_currency text default null,
  p_at timestamptz default '2026-03-02T12:00Z') returns text language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform set_config('response.status', '', true);
  v_answer := pg_temp.check_code(p_n, p_code, p_type, p_product, p_amount, p_currency, p_at);
  return case when v_answer -> 'ok' = 'true' then 'ok' else (v_answer ->> 'code') || ' ' || current_setting('response.status') end;
end
$$;

-- The order: a code with which everything is wrong, put right one thing after the other.
select pg_temp.code('ALLWRONG', jsonb_build_object(
  'is_active', false, 'starts_at', '2026-03-03Z', 'expires_at', '2026-03-04Z', 'product_type', 'course', 'product_ids', array['focus'],
  'owner_user_id', pg_temp.uid(1), 'first_time_only', true, 'min_amount_micros', 20000000, 'currency', 'USD', 'max_redemptions', 0,
  'audience_user_id', pg_temp.uid(2), 'audience_cohort', 'acme'));
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value, redeemed_at) values (pg_temp.uid(1), 'ALLWRONG', 'any', 'percent', 25, '2026-03-01Z');
insert into public.ai_credit_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, credits, price_micros, currency, purchased_at)
values (pg_temp.uid(1), 'apple', 'production', 'first', 'first', 'dochub.credits.10', 10, 4990000, 'USD', '2026-02-01Z');
insert into private.user_throttles (user_id, operation, theoretical_arrival_at) values (pg_temp.uid(1), 'discount_code', '2026-03-10Z')
on conflict (user_id, operation) do update set theoretical_arrival_at = excluded.theoretical_arrival_at;
create function pg_temp.first_failure() returns text language sql as
  $$ select pg_temp.verdict(1, 'ALLWRONG', 'custom_course', 'deep-sleep', 1, 'USD', '2026-03-05Z') $$;

select is(pg_temp.first_failure(), 'too_many_attempts 429', '4.5.1 first of all: too many attempts');
update private.user_throttles set theoretical_arrival_at = '-infinity';
select is(pg_temp.first_failure(), 'code_not_found 404', '4.5.1 then an inactive code is not found');
update public.discount_codes set is_active = true, starts_at = '2026-03-06Z', expires_at = '2026-03-07Z' where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_not_found 404', '4.5.1 nor one that has not started');
update public.discount_codes set starts_at = '2026-03-03Z', expires_at = '2026-03-04Z' where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_not_found 404', '4.5.1 nor one for another user');
update public.discount_codes set audience_user_id = null where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_not_found 404', '4.5.1 nor one for another cohort');
update public.discount_codes set audience_cohort = null where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_expired 410', '4.5.1 then: expired');
update public.discount_codes set expires_at = 'infinity' where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_not_eligible 422', '4.5.1 then: not eligible by product type');
create or replace function pg_temp.first_failure() returns text language sql as
  $$ select pg_temp.verdict(1, 'ALLWRONG', 'course', 'deep-sleep', 1, 'USD', '2026-03-05Z') $$;
select is(pg_temp.first_failure(), 'code_not_eligible 422', '4.5.1 and by product');
update public.discount_codes set product_ids = '{}' where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'self_referral 422', '4.5.1 then: one''s own code');
update public.discount_codes set owner_user_id = null where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'code_already_redeemed 409', '4.5.1 then: redeemed already');
delete from public.user_discounts where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'not_first_purchase 422', '4.5.1 then: not the first purchase');
update public.discount_codes set first_time_only = false where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'price_mismatch 422', '4.5.2 then: another price');
create or replace function pg_temp.first_failure() returns text language sql as
  $$ select pg_temp.verdict(1, 'ALLWRONG', 'course', 'deep-sleep', 9990000, 'USD', '2026-03-05Z') $$;
select is(pg_temp.first_failure(), 'minimum_not_met 422', '4.5.1 then: the minimum');
update public.discount_codes set min_amount_micros = 9990000 where code = 'ALLWRONG';
update public.discount_codes set benefit_kind = 'credits' where code = 'ALLWRONG';
update public.user_profile set is_anonymous = true where user_id = pg_temp.uid(1);
select is(pg_temp.first_failure(), 'code_max_usage 409', '4.5.1 then: redeemed as often as it may be');
update public.discount_codes set max_redemptions = 1 where code = 'ALLWRONG';
select is(pg_temp.first_failure(), 'anonymous_account 403', '4.5.3 last: credits are not for anonymous accounts');
update public.user_profile set is_anonymous = false where user_id = pg_temp.uid(1);
select is(pg_temp.first_failure(), 'ok', '4.5.1 and then it may be redeemed');

-- Not found: equal to the last byte, whatever the reason
select pg_temp.code('INACTIVE', '{"is_active": false}');
select pg_temp.code('LATER', '{"starts_at": "2026-03-02T12:00:00.000001Z"}');
select pg_temp.code('FORTWO', jsonb_build_object('audience_user_id', pg_temp.uid(2)));
select pg_temp.code('FORACME', '{"audience_cohort": "acme"}');
select pg_temp.code('EXPIREDFORTWO', jsonb_build_object('audience_user_id', pg_temp.uid(2), 'expires_at', '2026-03-01Z'));
select is(pg_temp.check_code(3, c.code)::text, pg_temp.check_code(3, 'UNKNOWN')::text, format('4.5.1 %s is refused as an unknown code is, to the byte', c.what))
  from (values ('INACTIVE', 'an inactive code'), ('LATER', 'a code that has not started'), ('FORTWO', 'another user''s code'),
    ('FORACME', 'another cohort''s code'), ('EXPIREDFORTWO', 'another user''s expired code'), ('?', 'what cannot be a code'), ('', 'nothing')) as c (code, what);
update private.user_throttles set theoretical_arrival_at = '-infinity';
select is(pg_temp.check_code(3, 'UNKNOWN'),
  '{"ok": false, "code": "code_not_found", "message": "This code is not valid.", "details": "{}", "hint": "Check the spelling."}'::jsonb, '4.5.1 which says nothing but that');
select is(pg_temp.verdict(2, 'FORTWO'), 'ok', '4.5.1 a user''s code works for that user');
select is(pg_temp.verdict(2, 'FORACME'), 'ok', '4.5.1 a cohort''s code works for its members');
insert into public.cohorts (slug, name, kind) values ('other', 'Another', 'institution');
insert into public.user_cohorts (user_id, slug, source) values (pg_temp.uid(43), 'other', 'manual');
select is(pg_temp.verdict(43, 'FORACME'), 'code_not_found 404', '4.5.1 not for another cohort''s');
update public.cohorts set ends_at = '2026-03-02T12:00Z' where slug = 'acme';
select is(pg_temp.verdict(2, 'FORACME'), 'code_not_found 404', '4.5.1 but not once the cohort has ended');
update public.discount_codes set audience_user_id = pg_temp.uid(3) where code = 'FORACME';
update public.cohorts set ends_at = 'infinity' where slug = 'acme';
select is(pg_temp.verdict(3, 'FORACME'), 'code_not_found 404', '4.5.1 a code for a user and a cohort needs both');
select is(pg_temp.verdict(3, 'inact ive'), 'code_not_found 404', '4.5.1 codes are compared normalised');
select is(pg_temp.verdict(2, 'for-two'), 'ok', '4.5.1 however they are written');

-- The edges of the window
select pg_temp.code('WINDOW', '{"starts_at": "2026-03-02T12:00:00Z", "expires_at": "2026-03-02T13:00:00Z"}');
select is(pg_temp.verdict(4, 'WINDOW', p_at => '2026-03-02T11:59:59.999999Z'), 'code_not_found 404', '4.5.1 a code does not exist a microsecond before it starts');
select is(pg_temp.verdict(4, 'WINDOW', p_at => '2026-03-02T12:00:00Z'), 'ok', '4.5.1 it starts at starts_at');
select is(pg_temp.verdict(4, 'WINDOW', p_at => '2026-03-02T12:59:59.999999Z'), 'ok', '4.5.4 it can be redeemed until a microsecond before expires_at');
select is(pg_temp.verdict(4, 'WINDOW', p_at => '2026-03-02T13:00:00Z'), 'code_expired 410', '4.5.4 not at expires_at');
select is((pg_temp.check_code(4, 'WINDOW', p_at => '2026-03-02T13:00:00Z') ->> 'details')::jsonb ->> 'expired_at', '2026-03-02T13:00:00+00:00', '4.5.4 the refusal says when it expired');

-- Product types and products
select pg_temp.code('COURSES', '{"product_type": "course"}');
select pg_temp.code('TWOCOURSES', '{"product_type": "course", "product_ids": ["focus", "deep-sleep"]}');
select pg_temp.code('YEARLY', '{"product_type": "subscription", "product_ids": ["dochub.premium.yearly"]}');
select pg_temp.code('ANYTHING');
select is(pg_temp.verdict(5, 'ANYTHING', t), 'ok', format('4.5.1 a code for anything works for %s', t))
  from unnest(array['course', 'custom_course', 'subscription', 'credits', 'any']) as t;
select is(pg_temp.verdict(5, 'COURSES', t), case t when 'course' then 'ok' else 'code_not_eligible 422' end, format('4.5.1 a code for courses and %s', t))
  from unnest(array['course', 'custom_course', 'subscription', 'credits', 'any']) as t;
select is((pg_temp.check_code(5, 'COURSES', 'credits') ->> 'details')::jsonb, '{"reason": "product_type", "product_type": "course"}', '4.5.1 the refusal says why, and what the code is for');
select is(pg_temp.verdict(5, 'TWOCOURSES', 'course', 'deep-sleep'), 'ok', '4.5.1 a code for two courses works for either');
select is(pg_temp.verdict(5, 'TWOCOURSES', 'course', 'gift'), 'code_not_eligible 422', '4.5.1 not for a third');
select is((pg_temp.check_code(5, 'TWOCOURSES', 'course', 'gift') ->> 'details')::jsonb, '{"reason": "product", "product_type": "course"}', '4.5.1 which it says');
select is(pg_temp.verdict(5, 'TWOCOURSES', 'course', null, 9990000, 'USD'), 'code_not_eligible 422', '4.5.1 nor for a course that is not named');
select is(pg_temp.verdict(5, 'YEARLY', 'subscription', 'dochub.premium.yearly'), 'ok', '4.5.1 a code for one subscription');
select is(pg_temp.verdict(5, 'YEARLY', 'subscription', 'dochub.premium.monthly'), 'code_not_eligible 422', '4.5.1 does not work for another');
select is(pg_temp.verdict(5, 'ANYTHING', p.type, p.id), p.verdict, format('4.5.2 product %s of type %s', p.id, p.type))
  from (values ('course', 'nowhere', 'code_not_eligible 422'), ('course', 'unborn', 'code_not_eligible 422'), ('course', 'gone', 'code_not_eligible 422'),
    ('course', 'shop.gone', 'code_not_eligible 422'), ('custom_course', 'shop.off', 'code_not_eligible 422'), ('custom_course', 'deep-sleep', 'code_not_eligible 422'),
    ('credits', 'dochub.premium.yearly', 'code_not_eligible 422'), ('course', 'shop.sleep', 'ok'), ('credits', 'dochub.credits.10', 'ok'),
    ('any', 'deep-sleep', 'ok'), ('any', 'dochub.credits.10', 'ok')) as p (type, id, verdict);

-- The price is the database's
create function pg_temp.price(p_code text, p_type text, p_product text, p_amount bigint default null, p_currency text default null) returns text language sql as
  $$ select concat_ws(' ', a -> 'amount_micros', a -> 'amount_off_micros', a -> 'amount_due_micros', a ->> 'currency')
       from (select pg_temp.check_code(6, p_code, p_type, p_product, p_amount, p_currency) as a offset 0) as t $$;
select is(pg_temp.check_code(6, 'ANYTHING', 'course', 'deep-sleep'),
  '{"ok": true, "code": "ANYTHING", "benefit": {"kind": "percent", "value": 25, "currency": null}, "amount_micros": 9990000,
    "amount_off_micros": 2500000, "amount_due_micros": 7490000, "currency": "USD", "price_source": "database", "valid_until": null}'::jsonb, '4.5.2 the answer of validation');
select is(pg_temp.check_code(4, 'WINDOW') ->> 'valid_until', '2026-03-02T13:00:00+00:00', '4.5.2 valid_until is when the code expires');
select is(pg_temp.price('ANYTHING', 'course', 'shop.sleep'), '10990000 2750000 8240000 USD', '4.5.2 of several stores'' prices stripe''s counts');
select is(pg_temp.price('ANYTHING', 'course', 'shop.sleep', 12990000), '12990000 3250000 9740000 USD', '4.5.2 unless the caller shows another store''s');
select is(pg_temp.price('ANYTHING', 'course', 'shop.sleep', 12990000, 'USD'), '12990000 3250000 9740000 USD', '4.5.2 with its currency');
select is(pg_temp.price('ANYTHING', 'course', 'shop.sleep', null, 'EUR'), '11990000 3000000 8990000 EUR', '4.5.2 or only the currency');
select is(pg_temp.price('ANYTHING', 'custom_course', 'shop.custom'), '7000000 1750000 5250000 USD', '4.5.2 without stripe the first store by name');
select is(pg_temp.verdict(6, 'ANYTHING', 'course', 'shop.sleep', 12990000, 'EUR'), 'price_mismatch 422', '4.5.2 an amount in another store''s currency is a mismatch');
select is((pg_temp.check_code(6, 'ANYTHING', 'course', 'shop.sleep', 1, 'EUR') ->> 'details')::jsonb, '{"amount_micros": 11990000, "currency": "EUR"}', '4.5.2 which names the price in that currency');
select is(pg_temp.verdict(6, 'ANYTHING', 'course', 'deep-sleep', 9990001, 'USD'), 'price_mismatch 422', '4.5.2 a differing amount is a mismatch');
select is(pg_temp.verdict(6, 'ANYTHING', 'course', 'deep-sleep', null, 'EUR'), 'price_mismatch 422', '4.5.2 another currency without an amount is one too');
select is((pg_temp.check_code(6, 'ANYTHING', 'course', 'deep-sleep', null, 'EUR') ->> 'details')::jsonb, '{"amount_micros": 9990000, "currency": "USD"}', '4.5.2 and gets the price that there is');
select is((pg_temp.check_code(6, 'ANYTHING', 'course', 'deep-sleep', 1, 'USD') ->> 'details')::jsonb, '{"amount_micros": 9990000, "currency": "USD"}', '4.5.2 which names the price in force');
select is(pg_temp.verdict(6, 'ANYTHING', 'course', 'deep-sleep', 9990000, 'USD'), 'ok', '4.5.2 the right price is none');
select is(pg_temp.price('ANYTHING', 'custom_course', null, 30, 'CHF'), '30 30 0 CHF', '4.5.2 without a product the price is the caller''s; what is less than half a coin is none');
select is(pg_temp.price('ANYTHING', 'credits', null), 'null null null', '4.5.2 without either there is no price');

select pg_temp.code('TWOOFF', '{"benefit_kind": "amount", "benefit_value": 2000000, "benefit_currency": "USD"}');
select pg_temp.code('LOTSOFF', '{"benefit_kind": "amount", "benefit_value": 1000000000000000, "benefit_currency": "USD"}');
select pg_temp.code('ALLOFF', '{"benefit_value": 100}');
select pg_temp.code('EUROSOFF', '{"benefit_kind": "amount", "benefit_value": 2000000, "benefit_currency": "EUR"}');
select pg_temp.code('DAYS', '{"benefit_kind": "free_days", "benefit_value": 30}');
select pg_temp.code('CREDITS', '{"benefit_kind": "credits", "benefit_value": 30}');
select is(pg_temp.price('TWOOFF', 'course', 'deep-sleep'), '9990000 2000000 7990000 USD', '4.5.2 an amount comes off the price');
select is(pg_temp.price('LOTSOFF', 'course', 'deep-sleep'), '9990000 9990000 0 USD', '4.5.2 never below zero');
select is(pg_temp.price('ALLOFF', 'course', 'deep-sleep'), '9990000 9990000 0 USD', '4.5.2 100 % is all of it');
select is(pg_temp.price('ALLOFF', 'course', 'gift'), '0 0 0 USD', '4.5.2 nothing comes off nothing');
select is(pg_temp.price('DAYS', 'course', 'deep-sleep'), '9990000 0 9990000 USD', '4.5.2 free days leave the price');
select is(pg_temp.price('CREDITS', 'course', 'deep-sleep'), '9990000 0 9990000 USD', '4.5.2 and so do credits');
select is(pg_temp.check_code(6, 'CREDITS', 'any') -> 'benefit', '{"kind": "credits", "value": 30, "currency": null}', '4.5.2 the answer says what the benefit is');
select is(pg_temp.check_code(6, 'TWOOFF', 'course', 'deep-sleep') -> 'benefit', '{"kind": "amount", "value": 2000000, "currency": "USD"}', '4.5.2 with its currency');
select is(pg_temp.price('ALLOFF', 'course', null, 1000000000000000, 'USD'), '1000000000000000 1000000000000000 0 USD', '4.5.2 the greatest amount');
update public.courses set price_micros = 9223372036854775807 where course_code = 'deep-sleep';
select is(pg_temp.price('ANYTHING', 'course', 'deep-sleep'), '9223372036854775807 2305843009213695807 6917529027641080000 USD', '4.5.2 the greatest price that a course can have');
update public.courses set price_micros = 9990000 where course_code = 'deep-sleep';
select is(pg_temp.verdict(6, 'TWOOFF', 'course', 'focus'), 'code_not_eligible 422', '4.5.2 dollars do not come off a price in euros');
select is((pg_temp.check_code(6, 'TWOOFF', 'course', 'focus') ->> 'details')::jsonb ->> 'reason', 'currency', '4.5.2 which it says');
select is(pg_temp.verdict(6, 'TWOOFF', 'course', null, 100, 'EUR'), 'code_not_eligible 422', '4.5.2 also when the caller names the price');

-- Whole coins
create function pg_temp.off(p_benefit jsonb, p_amount bigint, p_currency text) returns text language sql as $$
  update public.discount_codes set benefit_kind = p_benefit ->> 'kind', benefit_value = trunc((p_benefit -> 'value')::numeric),
    benefit_hundredths = nullif((p_benefit -> 'value')::numeric % 1 * 100, 0), benefit_currency = p_benefit ->> 'currency' where code = 'COINS';
  select concat_ws(' ', a -> 'amount_off_micros', a -> 'amount_due_micros') from (select pg_temp.check_code(6, 'COINS', 'any', null, p_amount, p_currency) as a offset 0) as t
$$;
select pg_temp.code('COINS');
select is(pg_temp.off(m.benefit, m.amount, m.currency), m.off_due, format('4.5.2 %s off %s micros %s', m.benefit - 'kind', m.amount, m.currency))
  from (values
    (1, '{"kind": "percent", "value": 25}'::jsonb, 9990000, 'USD', '2500000 7490000'),
    (2, '{"kind": "percent", "value": 5}', 1290000000, 'JPY', '64000000 1226000000'),
    (3, '{"kind": "percent", "value": 33.33}', 2475000, 'KWD', '825000 1650000'),
    (4, '{"kind": "percent", "value": 12.5}', 19990000, 'EUR', '2500000 17490000'),
    (5, '{"kind": "percent", "value": 50}', 10000, 'USD', '0 10000'),
    (6, '{"kind": "percent", "value": 50.01}', 10000, 'USD', '10000 0'),
    (7, '{"kind": "percent", "value": 0.01}', 9990000, 'USD', '0 9990000'),
    (8, '{"kind": "percent", "value": 10}', 100000100, 'CLF', '10000000 90000100'),
    (9, '{"kind": "amount", "value": 1005000, "currency": "USD"}', 9990000, 'USD', '1000000 8990000'),
    (10, '{"kind": "amount", "value": 500000, "currency": "JPY"}', 1000000, 'JPY', '0 1000000'),
    (11, '{"kind": "percent", "value": 1}', 9995000, 'USD', '95000 9900000'),
    (12, '{"kind": "percent", "value": 0.01}', 9996000, 'USD', '6000 9990000'),
    (13, '{"kind": "free_days", "value": 5}', 9995000, 'USD', '5000 9990000')) as m (n, benefit, amount, currency, off_due)
 order by m.n;
select is((select string_agg(concat_ws(' ', k.currency, k.decimals), ', ' order by k.currency) from private.currencies as k where k.currency in ('JPY', 'USD', 'EUR', 'KWD', 'CLF', 'XCG', 'HUF', 'XAU', 'XXX')),
  'CLF 4, EUR 2, HUF 2, JPY 0, KWD 3, USD 2, XCG 2', '4.5.2 currencies have the decimals of ISO 4217; gold and the like have none');
select is((select string_agg(c.n || ' of ' || c.decimals, ', ' order by c.decimals) from (select k.decimals, count(*) as n from private.currencies as k group by 1) as c),
  '17 of 0, 139 of 2, 7 of 3, 2 of 4', '4.5.2 all that are in use are there');
select throws_ok(format('select pg_temp.check_code(6, %L, %L, %L, 9990000, %L)', 'ANYTHING', 'course', p.id, 'XXX'), 'PT400', 'p_currency must be an ISO 4217 code', format('4.5.2 there is no price in what is no currency: %s', p.id))
  from (values (null), ('deep-sleep'), ('nowhere')) as p (id);
select throws_ok($$ update public.courses set currency = 'ABC' where course_code = 'focus' $$, '23503', null, '4.5.2 not in the database either');

-- Other currencies: the database's price where there is one, else the caller's, which gives nothing away
insert into private.store_prices (store, product_id, currency, price_micros) values ('apple', 'shop.sleep', 'JPY', 1290000000), ('google', 'shop.sleep', 'JPY', 1200000000), ('apple', 'shop.gone', 'EUR', 9990000);
create function pg_temp.source(p_code text, p_product text, p_amount bigint, p_currency text, p_type text default 'course') returns text language sql as
  $$ select concat_ws(' ', a ->> 'price_source', a ->> 'amount_due_micros', a ->> 'currency', a ->> 'code')
            || coalesce(': ' || ((a ->> 'details')::jsonb ->> 'reason'), ': ' || (a ->> 'details'), '')
       from (select pg_temp.check_code(6, p_code, p_type, p_product, p_amount, p_currency) as a offset 0) as t $$;
select is(pg_temp.source(m.code, m.product, m.amount, m.currency, m.type), m.answer, format('4.5.2 %s', m.rule))
  from (values
    (1, 'ANYTHING', 'course', 'deep-sleep', 9490000, 'EUR', 'client 7120000 EUR ANYTHING', 'where the database has no price in a currency it is the caller''s'),
    (2, 'ANYTHING', 'course', 'deep-sleep', 9990000, 'USD', 'database 7490000 USD ANYTHING', 'where it has one it is the database''s'),
    (3, 'ANYTHING', 'subscription', 'dochub.premium.monthly', 1200000000, 'JPY', 'client 900000000 JPY ANYTHING', 'also for a store product'),
    (4, 'ANYTHING', 'course', 'shop.sleep', 1290000000, 'JPY', 'database 968000000 JPY ANYTHING', 'a price of private.store_prices is the database''s'),
    (5, 'ANYTHING', 'course', 'shop.sleep', null, 'JPY', 'database 968000000 JPY ANYTHING', 'and known without the caller'),
    (8, 'ANYTHING', 'course', 'shop.gone', 9990000, 'EUR', 'code_not_eligible: product', 'a product that is not sold has no price'),
    (9, 'ANYTHING', 'course', 'nowhere', 9990000, 'EUR', 'code_not_eligible: product', 'nor has one that is not there'),
    (10, 'ALLOFF', 'course', 'deep-sleep', 9490000, 'EUR', 'code_not_eligible: no_price', '100 % need the database''s price'),
    (11, 'EUROSOFF', 'course', 'deep-sleep', 9490000, 'EUR', 'code_not_eligible: no_price', 'and so do amounts'),
    (12, 'TWOOFF', 'course', 'deep-sleep', 9490000, 'EUR', 'code_not_eligible: currency', 'which are of one currency'),
    (13, 'DAYS', 'course', 'deep-sleep', 9490000, 'EUR', 'DAYS', 'free days need no price, and get none'),
    (14, 'CREDITS', 'course', 'deep-sleep', 9490000, 'EUR', 'CREDITS', 'nor do credits'),
    (15, 'ANYTHING', 'course', null, 9490000, 'EUR', 'client 7120000 EUR ANYTHING', 'without a product the price is the caller''s'),
    (16, 'ANYTHING', 'course', null, null, null, 'ANYTHING', 'or nobody''s')) as m (n, code, type, product, amount, currency, answer, rule)
 order by m.n;
select is((pg_temp.check_code(6, 'ANYTHING', 'course', 'shop.sleep', m.amount, m.currency) ->> 'details')::jsonb, m.details, format('4.5.2 price_mismatch stays where the database has the price: %s %s', m.amount, m.currency))
  from (values (1, 1290000001, 'JPY', '{"amount_micros": 1290000000, "currency": "JPY"}'::jsonb), (2, 1290000000, null, '{"amount_micros": 10990000, "currency": "USD"}'),
    (3, 1, 'EUR', '{"amount_micros": 11990000, "currency": "EUR"}')) as m (n, amount, currency, details)
 order by m.n;

-- Minimum
select pg_temp.code('MINIMUM', '{"min_amount_micros": 9990000, "currency": "USD"}');
select is(pg_temp.verdict(7, 'MINIMUM', 'course', 'deep-sleep'), 'ok', '4.5.1 the minimum itself is enough');
update public.discount_codes set min_amount_micros = 9990001 where code = 'MINIMUM';
select is(pg_temp.verdict(7, 'MINIMUM', 'course', 'deep-sleep'), 'minimum_not_met 422', '4.5.1 a micro below is not');
select is((pg_temp.check_code(7, 'MINIMUM', 'course', 'deep-sleep') ->> 'details')::jsonb, '{"min_amount_micros": 9990001, "currency": "USD"}', '4.5.1 which says the minimum');
select is(pg_temp.verdict(7, 'MINIMUM', 'course', null, 99900000, 'EUR'), 'minimum_not_met 422', '4.5.1 another currency does not meet it');
select is(pg_temp.verdict(7, 'MINIMUM', 'course', 'deep-sleep', 99900000, 'EUR'), 'minimum_not_met 422', '4.5.1 nor does the caller''s price in it');
select is(pg_temp.verdict(7, 'MINIMUM', 'course'), 'minimum_not_met 422', '4.5.1 an unknown price does not either');

-- First purchase
select pg_temp.code('FIRST', '{"first_time_only": true}');
select is(pg_temp.verdict(10, 'FIRST'), 'ok', '4.5.1 who never paid may use a code for first purchases');
insert into public.course_purchases (user_id, course_code, source, validation, store, environment, transaction_id, price_micros, currency, purchased_at, revoked_at) values
  (pg_temp.uid(11), 'focus', 'store', 'valid', 'apple', 'production', 't-11', 4990000, 'EUR', '2026-02-01Z', null),
  (pg_temp.uid(12), 'focus', 'web', 'revoked', 'web', 'production', 't-12', 4990000, 'EUR', '2026-02-01Z', '2026-02-02Z'),
  (pg_temp.uid(13), 'focus', 'store', 'invalid', 'apple', 'production', 't-13', 4990000, 'EUR', '2026-02-01Z', null),
  (pg_temp.uid(14), 'focus', 'grant', 'valid', null, 'production', null, null, null, '2026-02-01Z', null),
  (pg_temp.uid(15), 'focus', 'code', 'valid', null, 'production', null, 0, 'EUR', '2026-02-01Z', null),
  (pg_temp.uid(16), 'focus', 'store', 'valid', 'apple', 'production', 't-16', 0, 'EUR', '2026-02-01Z', null),
  (pg_temp.uid(17), 'focus', 'store', 'valid', 'apple', 'production', 't-17', null, null, '2026-02-01Z', null),
  (pg_temp.uid(18), 'focus', 'store', 'valid', 'apple', 'sandbox', 't-18', 4990000, 'EUR', '2026-02-01Z', null),
  (pg_temp.uid(19), 'focus', 'store', 'valid', 'apple', 'sandbox', 't-19', 4990000, 'EUR', '2026-02-01Z', null);
update public.user_profile set is_tester = true where user_id = pg_temp.uid(19);
insert into public.ai_credit_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, credits, price_micros, currency, purchased_at, refunded_percentage)
values (pg_temp.uid(20), 'apple', 'production', 't-20', 't-20', 'dochub.credits.10', 10, 4990000, 'USD', '2026-02-01Z', 100);
insert into public.custom_course_purchases (user_id, store, environment, transaction_id, original_transaction_id, product_id, price_micros, currency, validation, purchased_at)
values (pg_temp.uid(21), 'web', 'production', 't-21', 't-21', 'custom', 19990000, 'USD', 'valid', '2026-02-01Z'),
       (pg_temp.uid(26), 'web', 'production', 't-26', 't-26', 'custom', 19990000, 'USD', 'invalid', '2026-02-01Z'),
       (null, 'web', 'production', 't-00', 't-00', 'custom', 19990000, 'USD', 'valid', '2026-02-01Z');
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, price_micros, currency, recorded_at)
values (pg_temp.uid(22), 'google', 'production', 't-22', 't-22', 'dochub.premium.monthly', 'premium', '2026-01-01Z', '2026-02-01Z', 9990000, 'USD', '2026-01-01Z'),
       (pg_temp.uid(23), 'google', 'production', 't-23', 't-23', 'dochub.premium.monthly', 'premium', '2026-01-01Z', '2026-02-01Z', 0, 'USD', '2026-01-01Z'),
       (pg_temp.uid(24), 'code', 'production', 't-24', 't-24', 'DAYS', 'premium', '2026-01-01Z', '2026-02-01Z', null, null, '2026-01-01Z'),
       (pg_temp.uid(25), 'google', 'production', 't-25', 't-25', 'dochub.premium.monthly', 'premium', '2026-01-01Z', '2026-02-01Z', null, null, '2026-01-01Z');
select is(pg_temp.verdict(u.n, 'FIRST'), case when u.paid then 'not_first_purchase 422' else 'ok' end, format('4.5.1 first purchase: %s %s', u.what, case when u.paid then 'was one' else 'was none' end))
  from (values (11, true, 'a course'), (12, true, 'a course that was refunded'), (13, false, 'a course whose receipt proved false'), (14, false, 'a granted course'),
    (15, false, 'a course from a code'), (16, false, 'a course for nothing'), (17, true, 'a course of unknown price'), (18, false, 'a sandbox course'),
    (19, true, 'a tester''s sandbox course'), (20, true, 'credits that were refunded'), (21, true, 'a custom course'), (22, true, 'a subscription that is over'),
    (23, false, 'a free trial'), (24, false, 'a code''s free days'), (25, true, 'a subscription of unknown price'),
    (26, false, 'a custom course whose receipt proved false')) as u (n, paid, what);

-- Anonymous accounts
update public.user_profile set is_anonymous = true where user_id = pg_temp.uid(31);
select is(pg_temp.verdict(31, c.code, 'course', 'deep-sleep'), c.verdict, format('4.5.3 %s and an anonymous account', c.code))
  from (values ('CREDITS', 'anonymous_account 403'), ('DAYS', 'anonymous_account 403'), ('ANYTHING', 'ok'), ('TWOOFF', 'ok'), ('ALLOFF', 'ok')) as c (code, verdict);

-- A redemption that lapsed unused
select pg_temp.code('LAPSES', '{"max_redemptions": 1, "times_redeemed": 1}');
insert into public.user_discounts (user_id, code, product_type, benefit_kind, benefit_value, redeemed_at, grant_expires_at)
values (pg_temp.uid(32), 'LAPSES', 'any', 'percent', 25, '2026-03-01T12:00Z', '2026-03-02T12:00:00Z');
select is(pg_temp.verdict(32, 'LAPSES', p_at => '2026-03-02T11:59:59.999999Z'), 'code_already_redeemed 409', '4.5.3 a redemption blocks its user until its grant ends');
select is(pg_temp.verdict(33, 'LAPSES', p_at => '2026-03-02T11:59:59.999999Z'), 'code_max_usage 409', '4.5.3 and its place');
select is(pg_temp.verdict(32, 'LAPSES', p_at => '2026-03-02T12:00Z'), 'ok', '4.5.3 from then on, unused, not its user');
select is(pg_temp.verdict(33, 'LAPSES', p_at => '2026-03-02T12:00Z'), 'ok', '4.5.3 nor its place');
update public.discount_codes set max_redemptions = 0 where code = 'LAPSES';
select is(array[pg_temp.verdict(32, 'LAPSES'), pg_temp.verdict(33, 'LAPSES')], array['code_max_usage 409', 'code_max_usage 409'], '4.5.3 where the limit was lowered, one lapsed is not enough');
update public.discount_codes set max_redemptions = 1 where code = 'LAPSES';
update public.user_discounts set fulfilled_at = '2026-03-02T11:00Z' where code = 'LAPSES';
select is(array[pg_temp.verdict(32, 'LAPSES'), pg_temp.verdict(33, 'LAPSES')], array['code_already_redeemed 409', 'code_max_usage 409'], '4.5.3 one that was used keeps both');

-- A course that the user has cannot be given again
insert into public.course_purchases (user_id, course_code, source, validation, purchased_at) values (pg_temp.uid(30), 'deep-sleep', 'grant', 'pending', '2026-02-01Z');
select is(pg_temp.verdict(30, 'ALLOFF', 'course', 'deep-sleep'), 'code_not_eligible 422', '4.5.3 a course that the user has cannot be given');
select is((pg_temp.check_code(30, 'ALLOFF', 'course', 'shop.sleep') ->> 'details')::jsonb, '{"reason": "owned", "product_type": "any"}', '4.5.3 by none of its products, and the refusal says so');
select is(pg_temp.verdict(30, 'ANYTHING', 'course', 'deep-sleep'), 'ok', '4.5.3 a discount that leaves something to pay gives nothing, so it may');
select is(pg_temp.verdict(30, 'DAYS', 'course', 'deep-sleep'), 'ok', '4.5.3 nor do free days');
update public.course_purchases set validation = 'invalid' where user_id = pg_temp.uid(30);
select is(pg_temp.verdict(30, 'ALLOFF', 'course', 'deep-sleep'), 'ok', '4.5.3 an invalid purchase is none');
update public.course_purchases set validation = 'revoked', revoked_at = '2026-03-01Z' where user_id = pg_temp.uid(30);
select is(pg_temp.verdict(30, 'ALLOFF', 'course', 'deep-sleep'), 'ok', '4.5.3 nor is a revoked one');

-- Throttle: 10 failed look-ups at once, then one every 90 seconds
select is(array_agg(distinct pg_temp.verdict(40, 'WRONG' || n)), array['code_not_found 404'], '4.5.7 ten failed look-ups are answered') from generate_series(1, 10) as n;
select is(pg_temp.verdict(40, 'WRONG11'), 'too_many_attempts 429', '4.5.7 the eleventh is not');
select is((pg_temp.check_code(40, 'ANYTHING') ->> 'details')::jsonb, '{"retry_after": 90}', '4.5.7 nor is a right code: the refusal says when to come back');
select is(pg_temp.verdict(41, 'ANYTHING'), 'ok', '4.5.7 another user is not held up');
select is(pg_temp.verdict(40, 'ANYTHING', p_at => '2026-03-02T12:01:29.999Z'), 'too_many_attempts 429', '4.5.7 not earlier');
select is(pg_temp.verdict(40, 'ANYTHING', p_at => '2026-03-02T12:01:30Z'), 'ok', '4.5.7 then');
select is(array_agg(distinct pg_temp.verdict(42, 'ANYTHING', 'course', 'nowhere')), array['code_not_eligible 422'], '4.5.7 only codes that are not found count') from generate_series(1, 30) as n;

-- A client address has a bucket of its own
update private.settings set client_address_header = 'x-real-ip', address_bucket_factor = 2;
create function pg_temp.verdict_from(p_address text, p_n integer) returns text language plpgsql as $$
begin
  perform set_config('request.headers', jsonb_build_object('x-real-ip', p_address)::text, true);
  return pg_temp.verdict(p_n, 'WRONGAGAIN');
end
$$;
select is(array_agg(distinct pg_temp.verdict_from('203.0.113.7', 44 + n % 10)), array['code_not_found 404'], '4.5.7 failed look-ups of several users are counted for their address too')
  from generate_series(1, 20) as n;
select is(pg_temp.verdict_from('203.0.113.7', 60), 'too_many_attempts 429', '4.5.7 when its bucket is empty, another user there has to wait');
select is(pg_temp.verdict_from('203.0.113.8', 60), 'code_not_found 404', '4.5.7 not at another address');

select * from finish();
rollback;
