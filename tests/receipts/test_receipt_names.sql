-- 4.3.1, 4.2.7: a purchase of what is bought once is known by its transaction, by its token, or by both; its refunds likewise.
begin;
select plan(80);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 20) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 20) as n;
insert into public.courses (course_code, title, price_micros, currency, status) values ('sleep', 'Sleep', 1000000, 'EUR', 'published');
insert into private.store_products (store, product_id, kind, course_code, price_micros, currency) values ('google', 'course.sleep', 'course', 'sleep', 1000000, 'EUR');

create function pg_temp.name(p_token text) returns text language sql as $$ select 'token:' || encode(sha256(convert_to(p_token, 'UTF8')), 'hex') $$;
create function pg_temp.buy(p_n integer, p_transaction text, p_token text, p_more jsonb default '{}') returns jsonb language sql as $$
  select private.record_credit_purchase(pg_temp.uid(p_n), jsonb_strip_nulls('{"store": "google", "environment": "production", "product_id": "dochub.credits.50"}'
    || jsonb_build_object('transaction_id', p_transaction, 'token', p_token) || p_more), '2026-03-03Z')
$$;
create function pg_temp.refund(p_transaction text, p_token text, p_notification text, p_more jsonb default '{}', p_kinds text[] default '{credits}') returns jsonb language sql as $$
  select private.refund(jsonb_strip_nulls('{"store": "google", "environment": "production", "kind": "refund"}'
    || jsonb_build_object('transaction_id', p_transaction, 'token', p_token, 'notification_id', p_notification) || p_more), p_kinds, '2026-03-04Z')
$$;
create function pg_temp.event(p_n integer, p_type text, p_transaction text, p_token text, p_id text, p_more jsonb default '{}') returns jsonb language sql as $$
  select private.apply_store_event(jsonb_strip_nulls(jsonb_build_object('store', 'google', 'environment', 'production', 'notification_id', p_id, 'type', p_type,
    'occurred_at', '2026-03-04T12:00:00Z', 'user_id', pg_temp.uid(p_n), 'transaction', jsonb_build_object(
      'transaction_id', p_transaction, 'token', p_token, 'product_id', case when p_type = 'started' then 'dochub.credits.50' end) || p_more)), '2026-03-05Z')
$$;
create function pg_temp.bank(p_n integer) returns integer language sql as $$ select u.bank - u.debt from public.ai_usage as u where u.user_id = pg_temp.uid(p_n) $$;
create temporary table t (name text primary key, value jsonb);

-- One token, whatever else comes with it
insert into t values ('first', pg_temp.buy(1, 'GPA.1', 'tok-1'));
select is((value ->> 'credits', value ->> 'transaction_id')::text, '(50,GPA.1)', '4.3.1 a purchase with an order id and a token') from t where name = 'first';
select is(pg_temp.buy(1, null, 'tok-1'), value || '{"replayed": true}', '4.3.1 by its token alone it is the same purchase: the first answer') from t where name = 'first';
select is(pg_temp.event(1, 'started', null, 'tok-1', 'n-1') ->> 'disposition', 'applied', '4.3.1 Google''s notification has the token alone');
select is(pg_temp.buy(1, 'GPA.other', 'tok-1'), value || '{"replayed": true}', '4.3.1 and under another order id it is the same') from t where name = 'first';
select is(pg_temp.buy(1, 'GPA.other', null), value || '{"replayed": true}', '4.3.1 which is that purchase''s from then on') from t where name = 'first';
select is(pg_temp.bank(1), 50, '4.3.1 the same token is never credited twice');
select is(pg_temp.buy(2, null, 'tok-1') ->> 'code', 'receipt_already_in_use', '4.3.1 nor to another user');
select is(pg_temp.buy(2, 'GPA.new', 'tok-1') ->> 'code', 'receipt_already_in_use', '4.3.1 under whatever id');
select is(pg_temp.event(2, 'started', null, 'tok-1', 'n-2') ->> 'code', 'receipt_already_in_use', '4.3.1 by an event either');
select is(pg_temp.buy(2, 'GPA.new', null) ->> 'ok', 'true', '4.3.1 a refused call claims nothing');
select is((select count(*) from public.ai_credit_purchases where user_id = pg_temp.uid(1)), 1::bigint, '4.3.1 it is one row');
select is((select array_agg(c.transaction_id order by c.transaction_id) from private.receipt_claims as c where c.original_transaction_id = 'GPA.1'),
  array['GPA.1', 'GPA.other', pg_temp.name('tok-1')], '4.3.1 with all its receipts claimed, the token as SHA-256');
select ok(not exists (select from private.store_refunds as r where r::text like '%tok-%') and not exists (select from private.store_inbox as i where i::text like '%tok-%'), '4.3.1 and as nothing else');
select is(pg_temp.buy(1, null, null, jsonb_build_object('token_sha256', substr(pg_temp.name('tok-1'), 7))), value || '{"replayed": true}', '4.3.1 whoever kept only the hash may send that') from t where name = 'first';
select throws_ok($$ select pg_temp.buy(1, null, null) $$, 'PT400', 'transaction_id is missing', '4.3.1 one of the two is needed');
select throws_ok($$ select pg_temp.buy(1, null, null, '{"token_sha256": "ABC"}') $$, 'PT400', null, '4.3.1 a hash is one');
select throws_ok($$ select pg_temp.buy(1, '', '') $$, 'PT400', null, '4.3.1 nothing is no name');

-- First by its token
insert into t values ('token', pg_temp.buy(3, null, 'tok-3'));
select is(value ->> 'transaction_id', pg_temp.name('tok-3'), '4.3.1 a purchase without an order id is named by its token') from t where name = 'token';
select is(pg_temp.buy(3, 'GPA.3', 'tok-3'), value || '{"replayed": true}', '4.3.1 the order id that comes later changes nothing') from t where name = 'token';
select is(pg_temp.bank(3), 50, '4.3.1 it is credited once');
select is(pg_temp.refund('GPA.3', null, 'v-3') -> 'credits', '50', '4.2.7 a refund by that order id finds it');
select is(pg_temp.bank(3), 0, '4.2.7 and takes it back');
select is(pg_temp.refund(null, 'tok-3', 'v-3b') -> 'credits', '0', '4.2.7 by its token it finds the same');

-- A void by either, or by both
select pg_temp.buy(4, 'GPA.4', 'tok-4');
select is(pg_temp.refund(null, 'tok-4', 'v-4') -> 'credits', '50', '4.2.7 a refund by the token alone');
select is(pg_temp.refund(null, 'tok-4', 'v-4') ->> 'replayed', 'true', '4.2.7 once');
select is((pg_temp.refund('GPA.4', null, 'v-4') ->> 'details')::jsonb ->> 'field', 'transaction_id', '4.2.7 a notification id means one thing: transaction_id');
select is((pg_temp.refund(null, 'tok-x', 'v-4') ->> 'details')::jsonb ->> 'field', 'token', 'token');
select is((pg_temp.refund(null, 'tok-4', 'v-4', '{"quantity": 2}') ->> 'details')::jsonb ->> 'field', 'quantity', 'quantity');
select is(pg_temp.event(null, 'refund_reversed', 'GPA.4', null, 'v-4c') ->> 'disposition', 'applied', '4.2.7 its reversal by the order id');
select is(pg_temp.bank(4), 50, '4.2.7 gives it back');
select is(pg_temp.event(null, 'refunded', null, 'tok-4', 'v-4d') ->> 'disposition', 'applied', '4.3.3 an event of a refund may name the token alone');
select is(pg_temp.bank(4), 0, '4.3.3 and takes it');
select is(pg_temp.event(null, 'refunded', 'GPA.4', 'tok-4', 'v-4e') ->> 'user_id', pg_temp.uid(4)::text, '4.3.3 or both');
select throws_ok($$ select pg_temp.refund(null, null, 'v') $$, 'PT400', 'transaction_id is missing', '4.2.7 one of the two is needed');
select throws_ok($$ select pg_temp.refund('GPA.4', null, 'v', '{"quantity": 0}') $$, 'PT400', null, '4.2.7 a quantity is at least 1');

-- Before the purchase
select is(pg_temp.refund(null, 'tok-5', 'v-5', '{"percentage": 30}') ->> 'disposition', 'waiting', '4.2.7 a refund waits under its token');
select is(pg_temp.refund('GPA.5', null, 'v-5b', '{"percentage": 20}') ->> 'disposition', 'waiting', '4.2.7 or under its order id');
select is(pg_temp.buy(5, 'GPA.5', 'tok-5') #>> '{balance,bank}', '25', '4.2.7 and the purchase finds both');
select is(pg_temp.refund('GPA.6', 'tok-6', 'v-6', '{"percentage": 10}') ->> 'disposition', 'waiting', '4.2.7 one that has both');
select is(pg_temp.refund('GPA.6', null, 'v-6b', '{"percentage": 10}') ->> 'disposition', 'waiting', '4.2.7 joins what names either');
select is(pg_temp.buy(6, null, 'tok-6') #>> '{balance,bank}', '40', '4.2.7 so that a purchase by the token finds what names the order id');
select is(pg_temp.buy(7, 'GPA.6', null) ->> 'code', 'receipt_already_in_use', '4.3.1 which is its own from then on');
select is(pg_temp.buy(7, 'GPA.7', null) ->> 'ok', 'true', '4.2.7 a purchase by its order id alone');
select is(pg_temp.refund(null, 'tok-7', 'v-7', '{"percentage": 50}') ->> 'disposition', 'waiting', '4.2.7 is not known by a token');
select is(pg_temp.buy(7, 'GPA.7', 'tok-7') ->> 'replayed', 'true', '4.2.7 until somebody says that they are one');
select is(pg_temp.bank(7), 25, '4.2.7 then what waited is taken');
select is(pg_temp.refund(null, 'tok-7', 'v-7', '{"percentage": 50}') ->> 'disposition', 'applied', '4.2.7 which shows when it comes again');
select is(pg_temp.buy(8, 'GPA.8', null) ->> 'ok', 'true', '4.2.7 another');
select is(pg_temp.refund(null, 'tok-8', 'v-8', '{"percentage": 50}') ->> 'disposition', 'waiting', '4.2.7 of which a refund waits');
select is(pg_temp.refund('GPA.8', 'tok-8', 'v-8b', '{"percentage": 10}') -> 'credits', '5', '4.2.7 a refund says so too');
select is(pg_temp.bank(8), 20, '4.2.7 and brings what waited with it');
select is(pg_temp.buy(9, null, 'tok-8') ->> 'code', 'receipt_already_in_use', '4.3.1 that token is nobody else''s any more');

-- Of two purchases
select is(pg_temp.buy(10, 'GPA.10', null) ->> 'ok', 'true', '4.2.7 one purchase');
select is(pg_temp.buy(10, null, 'tok-10') ->> 'ok', 'true', '4.2.7 and another');
select is(pg_temp.refund('GPA.10', 'tok-10', 'v-10') ->> 'code', 'receipts_differ', '4.2.7 a refund that names both is refused');
select is(current_setting('response.status'), '409', '4.2.7 receipts_differ is 409');
select is(pg_temp.event(null, 'refunded', 'GPA.10', 'tok-10', 'v-10') ->> 'code', 'receipts_differ', '4.3.3 so is the event');
select is((select count(*) from private.store_refunds where notification_id = 'v-10') + (select count(*) from private.store_inbox where notification_id = 'v-10'), 0::bigint, '4.2.7 and not kept');
select is(pg_temp.buy(10, 'GPA.10', 'tok-10') ->> 'code', 'receipts_differ', '4.3.1 so is a purchase that says that they are one');
select is(pg_temp.bank(10), 100, '4.3.1 nothing moved');
select is(pg_temp.refund('GPA.10', 'tok-1', 'v-11') ->> 'code', 'receipts_differ', '4.2.7 two users'' purchases likewise');
select is(pg_temp.buy(10, 'GPA.10', 'tok-1') ->> 'code', 'receipt_already_in_use', '4.3.1 but of another user''s receipt no more is said than that');

-- Whose it is
select is(pg_temp.buy(11, 'GPA.11', 'tok-11', jsonb_build_object('account_token', pg_temp.uid(12))) ->> 'code', 'account_token_mismatch', '4.3.1 an account token that is another''s');
select is(pg_temp.buy(11, 'GPA.11', 'tok-11', jsonb_build_object('account_token', encode(sha256(convert_to(pg_temp.uid(11)::text, 'UTF8')), 'hex'))) ->> 'ok', 'true', '4.3.1 the hash of the user''s id is the user''s');
select is(pg_temp.buy(11, null, 'tok-11', jsonb_build_object('account_token', pg_temp.uid(12))) ->> 'code', 'account_token_mismatch', '4.3.1 always, for a known token too');
update public.user_profile set erased_at = '2026-03-03Z' where user_id = pg_temp.uid(11);
update public.ai_usage set next_change_at = '-infinity' where user_id = pg_temp.uid(11);
select is(pg_temp.buy(12, 'GPA.12', 'tok-11') ->> 'code', 'receipt_already_in_use', '4.3.1 consumables never move, not from an erased account either');
select is(pg_temp.refund(null, 'tok-11', 'v-12') ->> 'disposition', 'waiting', '4.1.4 of which there is nobody to take from');

-- Orphans of the inbox
select is(pg_temp.event(null, 'started', null, 'tok-13', 'o-1') ->> 'disposition', 'orphan', '4.3.5 a notification of nobody''s token');
select is(pg_temp.event(14, 'started', null, 'tok-14', 'o-2', '{"quantity": 2}') ->> 'disposition', 'applied', '4.3.3 quantity is the units bought');
select is(pg_temp.bank(14), 100, '4.3.3 each gives its credits');
select is(pg_temp.event(null, 'refunded', null, 'tok-13', 'o-3', '{"refund_percentage": 40}') ->> 'disposition', 'orphan', '4.3.5 and its refund');
select is(pg_temp.buy(13, 'GPA.13', 'tok-13') #>> '{balance,bank}', '30', '4.3.5 wait for the purchase');
select is((select array_agg(i.disposition || i.user_id order by i.notification_id) from private.store_inbox as i where i.notification_id in ('o-1', 'o-3')),
  array_fill('applied' || pg_temp.uid(13), array[2]), '4.3.5 which binds them');

-- Courses and links
select is((select array_agg(a ->> 'replayed') from unnest(array[
    private.record_course_purchase(pg_temp.uid(15), '{"store": "google", "environment": "production", "transaction_id": "GPA.15", "token": "tok-15", "course_code": "sleep"}', '2026-03-03Z'),
    private.record_course_purchase(pg_temp.uid(15), '{"store": "google", "environment": "production", "token": "tok-15", "product_id": "course.sleep"}', '2026-03-03Z')]) as a),
  array['false', 'true'], '4.3.1 a course by its token is the same purchase');
select is(pg_temp.refund(null, 'tok-15', 'v-15', p_kinds => '{course}') ->> 'percentage', '100', '4.2.7 and found by it');
insert into t values ('link', private.issue_custom_course_link('ada@example.com', '{"title": "Mine"}', '{"store": "google", "environment": "production", "transaction_id": "GPA.16", "token": "tok-16"}', null, '2026-03-03Z'));
select pg_temp.refund(null, 'tok-16', 'v-16', '{"percentage": 20}', '{custom_course}');
select pg_temp.event(null, 'refunded', 'GPA.16', null, 'v-16e', '{"refund_percentage": 10}');
select private.claim_custom_course_link(pg_temp.uid(16), value ->> 'token', 'ada@example.com', '2026-03-03Z') from t where name = 'link';
select is((select array_agg(distinct c.user_id) from private.receipt_claims as c where c.original_transaction_id = 'GPA.16'), array[pg_temp.uid(16)], '4.4.3 who claims a link has its token, too');
select is((select i.disposition || i.user_id from private.store_inbox as i where i.notification_id = 'v-16e'), 'applied' || pg_temp.uid(16), '4.3.5 and notifications that waited');
select is((select array[pg_temp.refund(null, 'tok-16', 'v-16b', '{"percentage": 30}', '{custom_course}') ->> 'user_id', r.user_id::text] from private.store_refunds as r where r.notification_id = 'v-16'),
  array_fill(pg_temp.uid(16)::text, array[2]), '4.4.3 and refunds by it are the user''s');
-- The class of caller that recorded it is not who repeats it: a sign-in finds a notification that waited.
update private.idempotency_keys set caller_class = case caller_class when 'client' then 'service' else 'client' end;
select is(pg_temp.buy(13, null, 'tok-13') - 'balance', jsonb_build_object('ok', true, 'store', 'google', 'environment', 'production', 'transaction_id', 'GPA.13', 'credits', 50, 'redemption', null, 'replayed', true),
  '4.3.1 a purchase recorded by another class of caller is not recorded again');
select is(private.record_course_purchase(pg_temp.uid(15), '{"store": "google", "environment": "production", "token": "tok-15", "product_id": "course.sleep"}', '2026-03-03Z') ->> 'replayed', 'true', '4.3.1 nor is a course');
select * from finish();
rollback;
