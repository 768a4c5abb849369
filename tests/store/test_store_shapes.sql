-- 4.3.3, 4.3.6: events as the stores really send them: unpaid orders, tokens alone, part refunds, line items, look-ups.
begin;
select plan(89);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
create function pg_temp.sha(p_n integer) returns text language sql as $$ select encode(sha256(convert_to(pg_temp.uid(p_n)::text, 'UTF8')), 'hex') $$;
-- Days are of March 2026.
create function pg_temp.day(p_day numeric) returns text language sql as
  $$ select to_char(timestamp '2026-03-01' + (p_day - 1) * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
-- An event of the store 'google', unless it says otherwise, with the facts of its transaction, whose days are numbers.
create function pg_temp.event(p_id text, p_type text, p_day numeric, p_transaction jsonb, p_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object(
    'store', 'google', 'environment', 'production', 'notification_id', p_id, 'type', p_type, 'occurred_at', pg_temp.day(p_day),
    'transaction', (select jsonb_object_agg(f.key, case when f.key like '%\_at' then to_jsonb(pg_temp.day((f.value #>> '{}')::numeric)) else f.value end) from jsonb_each(p_transaction) as f)) || p_more
$$;
-- A purchase of premium, as which its facts are filled up.
create function pg_temp.bought(p_id text, p_day numeric, p_transaction jsonb, p_more jsonb default '{}') returns jsonb language sql as $$
  select pg_temp.event(p_id, 'started', p_day, jsonb_build_object(
    'product_id', 'dochub.premium.monthly', 'purchased_at', p_day, 'expires_at', p_day + 30) || p_transaction, p_more)
$$;
create function pg_temp.of(p_user integer) returns jsonb language sql as $$ select jsonb_build_object('user_id', pg_temp.uid(p_user)) $$;
-- Delivered when it happened, or on a later day.
create function pg_temp.take(p_event jsonb, p_day numeric default null) returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition')
    from private.apply_store_event(p_event, coalesce(pg_temp.day(p_day), p_event ->> 'occurred_at')::timestamptz) as a
$$;
create function pg_temp.is_now(p_user integer, p_day numeric) returns text language sql as $$
  select concat_ws(' ', e ->> 'state', e ->> 'plan') from private.my_entitlements(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz) as e
$$;
create function pg_temp.waits_for(p_id text) returns text language sql as
  $$ select concat_ws(' ', i.disposition, i.waits_for) from private.store_inbox as i where i.notification_id = p_id $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 40) as n;
create function pg_temp.sub(p_user integer) returns public.subscriptions language sql as
  $$ select s from public.subscriptions as s where s.user_id = pg_temp.uid(p_user) $$;
create function pg_temp.allowance(p_user integer, p_day numeric) returns text language sql as
  $$ select private.credit_balance(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz) ->> 'weekly_allowance' $$;

-- 4.3.6 the order that could not be paid
select is(pg_temp.take(pg_temp.bought('g-1', 1, '{"transaction_id": "GPA.1", "token": "g"}', pg_temp.of(1))), 'applied', '4.3.6 a subscription of Google''s');
select is(pg_temp.take(pg_temp.event('g-2', 'grace', 31, '{"transaction_id": "GPA.1..0", "token": "g", "product_id": "dochub.premium.monthly", "grace_expires_at": 38, "expires_at": 38}')), 'applied', '4.3.6 grace names the order that could not be paid');
select is(array[pg_temp.is_now(1, 32), pg_temp.is_now(1, 38)], array['grace premium', 'billing_retry free'], '4.3.6 and entitles until its end');
select is((pg_temp.sub(1)).transaction_id, 'GPA.1', '4.3.6 it is the paid period''s');
select is(pg_temp.take(pg_temp.event('g-3', 'billing_retry', 38, '{"transaction_id": "GPA.1..0", "token": "g"}')), 'applied', '4.3.6 then hold');
select is(pg_temp.is_now(1, 39), 'billing_retry free', '4.3.6 entitles to nothing');
select is(pg_temp.take(pg_temp.event('g-4', 'recovered', 40, '{"transaction_id": "GPA.1..0", "token": "g", "product_id": "dochub.premium.monthly", "purchased_at": 40, "expires_at": 70}')), 'applied', '4.3.6 the order is paid');
select is(array[pg_temp.is_now(1, 41), (pg_temp.sub(1)).transaction_id, (pg_temp.sub(1)).original_transaction_id], array['active premium', 'GPA.1..0', 'GPA.1'], '4.3.6 and is a period of the same subscription');
select results_eq($$ select t.transaction_id, t.grace_expires_at from private.store_transactions as t where t.user_id = pg_temp.uid(1) order by 1 $$,
  $$ values ('GPA.1', pg_temp.day(38)::timestamptz), ('GPA.1..0', null) $$, '4.3.6 grace stays where it was');

-- 4.3.6 a token is one subscription, whatever orders it names, or none
select is(pg_temp.take(pg_temp.bought('h-1', 1, '{"transaction_id": "GPA.2", "token": "h"}', pg_temp.of(2))), 'applied', '4.3.6 another');
select is(pg_temp.take(pg_temp.event('h-2', 'canceled', 5, '{"token": "h"}', '{"renewal": {"cancel_reason": "0"}}')), 'applied', '4.3.6 canceled by its token alone');
select results_eq($$ select (s).will_renew, (s).cancel_reason, pg_temp.is_now(2, 6) from pg_temp.sub(2) as s $$, $$ values (false, '0', 'active premium') $$, '4.3.6 it goes on to its end');
select is(pg_temp.take(pg_temp.event('h-3', 'uncanceled', 6, '{"token": "h", "expires_at": 31}')), 'applied', '4.3.6 and back');
select ok((pg_temp.sub(2)).will_renew, '4.3.6 it will renew');
select is(pg_temp.take(pg_temp.event('h-4', 'extended', 7, '{"token": "h", "expires_at": 41}')), 'applied', '4.3.6 extended');
select is((pg_temp.sub(2)).expires_at, pg_temp.day(41)::timestamptz, '4.3.6 it ends later');
select is(pg_temp.take(pg_temp.event('h-5', 'billing_retry', 41, '{"token": "h"}')), 'applied', '4.3.6 on hold by its token alone');
select is(pg_temp.is_now(2, 42), 'billing_retry free', '4.3.6 the store tries on');
select is(pg_temp.take(pg_temp.event('h-6', 'revoked', 43, '{"token": "h"}')), 'applied', '4.3.6 revoked by its token alone');
select is(pg_temp.is_now(2, 44), 'revoked free', '4.3.6 it is over');
select is((select count(*) from private.store_transactions as t where t.user_id = pg_temp.uid(2)), 1::bigint, '4.3.6 one period all the time');

-- First of all
select is(pg_temp.take(pg_temp.event('i-1', 'canceled', 5, '{"token": "i", "product_id": "dochub.premium.monthly", "expires_at": 31}', pg_temp.of(3))), 'applied', '4.3.6 a cancellation that comes first of all');
select is(array[pg_temp.is_now(3, 6), pg_temp.is_now(3, 31)], array['active premium', 'expired free'], '4.3.6 is active until its end');
select ok(not (pg_temp.sub(3)).will_renew, '4.3.6 and will not renew');
select is(pg_temp.take(pg_temp.bought('i-2', 1, '{"transaction_id": "GPA.3", "token": "i"}'), 7), 'stale', '4.3.6 the purchase follows');
select results_eq($$ select (s).transaction_id, (s).started_at, (s).expires_at, (s).will_renew from pg_temp.sub(3) as s $$, $$ values ('GPA.3', pg_temp.day(1)::timestamptz, pg_temp.day(31)::timestamptz, false) $$, '4.3.4 and both are one period');
select is((select count(*) from private.store_transactions as t where t.user_id = pg_temp.uid(3)), 1::bigint, '4.3.4 and no other');
select is(pg_temp.take(pg_temp.event('j-1', 'billing_retry', 31, '{"token": "j", "product_id": "dochub.premium.monthly"}', pg_temp.of(4))), 'applied', '4.3.6 a hold that comes first of all');
select is(pg_temp.is_now(4, 32), 'billing_retry free', '4.3.6 is billing_retry');
select is(pg_temp.take(pg_temp.event('k-1', 'grace', 31, '{"transaction_id": "GPA.4..0", "token": "k", "product_id": "dochub.premium.monthly", "grace_expires_at": 38}', pg_temp.of(5))), 'applied', '4.3.6 grace that comes first of all');
select is(array[pg_temp.is_now(5, 32), pg_temp.is_now(5, 38)], array['grace premium', 'billing_retry free'], '4.3.6 entitles until its end');
select is(pg_temp.take(pg_temp.event('l-1', 'canceled', 2, '{"transaction_id": "GPA.5", "token": "l", "product_id": "dochub.premium.monthly", "expires_at": 31}', pg_temp.of(6))), 'applied', '4.3.6 a cancellation that names the order, first of all');
select is(pg_temp.is_now(6, 3), 'active premium', '4.3.6 is active too');

-- 4.2.3 the week's allowance goes by the subscription, not by the order (weeks begin on Monday, 2 March)
select is(pg_temp.take(pg_temp.bought('m-1', 2, '{"transaction_id": "GPA.6", "token": "m", "expires_at": 4}', pg_temp.of(7))), 'applied', '4.2.3 one account');
select is(pg_temp.allowance(7, 3), '30', '4.2.3 has the week''s allowance');
select is(pg_temp.take(pg_temp.event('m-2', 'renewed', 4, '{"transaction_id": "GPA.6..0", "token": "m", "product_id": "dochub.premium.monthly", "purchased_at": 4, "expires_at": 34}', pg_temp.of(8))), 'applied', '4.3.1 another account gets the next order');
select is(array[pg_temp.is_now(8, 5), pg_temp.allowance(8, 5), pg_temp.allowance(8, 10)], array['active premium', '3', '30'], '4.2.3 and no second allowance of that week');
select is(pg_temp.take(pg_temp.event('n-1', 'started', 2, '{"transaction_id": "GPA.7", "product_id": "dochub.premium.monthly", "purchased_at": 2, "expires_at": 4}', pg_temp.of(9))), 'applied', '4.2.3 a subscription');
select is(pg_temp.take(pg_temp.event('n-2', 'renewed', 4, '{"transaction_id": "GPA.8", "original_transaction_id": "GPA.7..", "product_id": "dochub.premium.monthly", "purchased_at": 4, "expires_at": 6, "token": "n"}', pg_temp.of(9))), 'applied', '4.2.3 and another');
select is(pg_temp.take(pg_temp.event('n-3', 'renewed', 6, '{"transaction_id": "GPA.7", "original_transaction_id": "GPA.7..", "token": "n", "product_id": "dochub.premium.monthly", "purchased_at": 2, "expires_at": 34}', pg_temp.of(10))), 'applied', '4.3.6 which prove to be one, of another account');
select is(pg_temp.allowance(10, 6), '3', '4.2.3 what it has drawn under its other names is drawn');

-- Without an order
select is(pg_temp.take(pg_temp.event('o-1', 'started', 1, '{"token": "o", "product_id": "dochub.premium.monthly", "expires_at": 31}', pg_temp.of(11))), 'applied', '4.3.3 a licence test has a token and no order');
select is(pg_temp.take(pg_temp.event('o-2', 'renewed', 31, '{"token": "o", "product_id": "dochub.premium.monthly", "expires_at": 61}')), 'applied', '4.3.3 and renews');
select is(array[pg_temp.is_now(11, 5), pg_temp.is_now(11, 60)], array['active premium', 'active premium'], '4.3.3 as any other');

-- 4.3.3 refunds in part
select is(pg_temp.take(pg_temp.bought('r-1', 1, '{"transaction_id": "r-1"}', pg_temp.of(12))), 'applied', '4.3.3 a subscription');
select is(array(select pg_temp.take(pg_temp.event('r-2' || p, 'refunded', 2, jsonb_build_object('transaction_id', 'r-1', 'refund_percentage', p))) from unnest(array[0, 10, 99]) as p), array['applied', 'applied', 'applied'], '4.3.3 refunds of a part');
select is(pg_temp.is_now(12, 3), 'active premium', '4.3.3 take no access away');
select is(pg_temp.take(pg_temp.event('r-3', 'refunded', 4, '{"transaction_id": "r-1", "refund_percentage": 100}')), 'applied', '4.3.3 of all of it');
select is(pg_temp.is_now(12, 5), 'revoked free', '4.3.3 they do');
select is(pg_temp.take(pg_temp.event('r-4', 'refunded', 3, '{"transaction_id": "r-1", "refund_percentage": 50}'), 5), 'stale', '4.3.4 a part that is told late');
select is(pg_temp.is_now(12, 5), 'revoked free', '4.3.4 gives nothing back');
select is(pg_temp.take(pg_temp.bought('r-5', 1, '{"transaction_id": "r-5"}', pg_temp.of(13))), 'applied', '4.3.3 another');
select is(pg_temp.take(pg_temp.event('r-6', 'refunded', 2, '{"transaction_id": "r-5", "refund_percentage": 50, "revoked_at": 2}')), 'applied', '4.3.3 a part, and revoked');
select is(pg_temp.is_now(13, 3), 'revoked free', '4.3.3 is revoked');

-- 4.3.3 a period may end before it began
select is(pg_temp.take(pg_temp.bought('z-1', 3, '{"transaction_id": "z-1"}', pg_temp.of(14))), 'applied', '4.3.3 a purchase');
select is(pg_temp.take(pg_temp.event('z-2', 'expired', 4, '{"transaction_id": "z-1", "purchased_at": 3, "expires_at": 2}')), 'applied', '4.3.3 that is revoked at once');
select is(pg_temp.is_now(14, 5), 'revoked free', '4.3.3 is revoked');
select is(pg_temp.take(pg_temp.event('z-3', 'renewed', 5, '{"transaction_id": "z-1", "expires_at": 33, "product_id": "dochub.premium.monthly"}')), 'applied', '4.3.3 unless a newer report says otherwise');
select is(pg_temp.is_now(14, 6), 'active premium', '4.3.3 it is back');
select is(pg_temp.take(pg_temp.bought('z-4', 3, '{"transaction_id": "z-4", "expires_at": 3}', pg_temp.of(15))), 'applied', '4.3.3 one that never began');
select is(pg_temp.is_now(15, 3), 'revoked free', '4.3.3 is revoked from the first');

-- 4.3.3 line items
insert into private.plans (plan, plan_rank, weekly_credits) values ('gold', 50, 10);
insert into private.store_products (store, product_id, kind, plan, price_micros, currency) values ('google', 'addon', 'subscription', 'gold', 1, 'USD');
select is(pg_temp.take(pg_temp.bought('s-1', 1, '{"transaction_id": "GPA.9", "token": "s"}', pg_temp.of(16) || jsonb_build_object('transactions', jsonb_build_array(
  jsonb_build_object('transaction_id', 'GPA.9', 'token', 's', 'product_id', 'addon', 'purchased_at', pg_temp.day(1), 'expires_at', pg_temp.day(366)))))), 'applied', '4.3.3 two line items of one order');
select results_eq($$ select t.product_id, t.plan, t.expires_at, t.replaced_at from private.store_transactions as t where t.user_id = pg_temp.uid(16) order by 1 $$,
  $$ values ('addon', 'gold', pg_temp.day(366)::timestamptz, null::timestamptz), ('dochub.premium.monthly', 'premium', pg_temp.day(31)::timestamptz, null) $$, '4.3.3 are two periods');
select is((select array_agg(i.notification_id || ' ' || i.disposition order by 1) from private.store_inbox as i where i.notification_id like 's-1%'), array['s-1 applied', 's-1#2 applied'], '4.3.5 each is kept');
select is(array[pg_temp.is_now(16, 5), pg_temp.is_now(16, 35)], array['active premium', 'active gold'], '4.3.8 the better one counts while it lasts');
select is(pg_temp.take(pg_temp.event('s-2', 'renewed', 31, '{"transaction_id": "GPA.9..0", "token": "s", "product_id": "dochub.premium.monthly", "purchased_at": 31, "expires_at": 61}')), 'applied', '4.3.3 one of them renews');
select is((select count(*) from private.store_transactions as t where t.user_id = pg_temp.uid(16) and t.replaced_at is not null), 0::bigint, '4.3.3 and does not take the other one''s place');
select is(pg_temp.take(pg_temp.event('s-3', 'refunded', 33, '{"transaction_id": "GPA.9", "product_id": "addon"}')), 'applied', '4.3.3 one of them is refunded');
select results_eq($$ select t.product_id, t.revoked_at is not null from private.store_transactions as t where t.user_id = pg_temp.uid(16) and t.transaction_id = 'GPA.9' order by 1 $$, $$ values ('addon', true), ('dochub.premium.monthly', false) $$, '4.3.3 and the other one not');
select is(pg_temp.take(pg_temp.event('s-4', 'refunded', 34, '{"transaction_id": "GPA.9"}')), 'applied', '4.3.3 the order is refunded');
select is((select count(*) from private.store_transactions as t where t.user_id = pg_temp.uid(16) and t.transaction_id = 'GPA.9' and t.revoked_at is not null), 2::bigint, '4.3.3 with all its products');
select is(private.apply_store_event(pg_temp.event('s-5', 'started', 1, '{"transaction_id": "w-1", "product_id": "dochub.credits.10"}', pg_temp.of(17) || jsonb_build_object('transactions', jsonb_build_array(
  jsonb_build_object('transaction_id', 'w-2', 'product_id', 'dochub.premium.monthly', 'expires_at', pg_temp.day(31)), jsonb_build_object('transaction_id', 'w-3', 'product_id', 'nobody.knows')))), pg_temp.day(1)::timestamptz)
  - 'user_id' - 'environment', '{"ok": true, "disposition": "applied", "state": "active", "entitled": true}', '4.3.3 line items of several kinds: the best of what became of them');
select is((select array_agg(i.notification_id || ' ' || i.disposition order by i.notification_id collate "C") from private.store_inbox as i where i.notification_id like 's-5%'), array['s-5 applied', 's-5#2 applied', 's-5#3 ignored'], '4.3.5 each for itself');
insert into private.store_products (store, product_id, kind, plan, credits, price_micros, currency) values ('google', 'nobody.knows', 'credits', null, 5, 1, 'USD');
select is(pg_temp.take(pg_temp.event('s-5', 'started', 1, '{"transaction_id": "w-1", "product_id": "dochub.credits.10"}', pg_temp.of(17) || jsonb_build_object('transactions', jsonb_build_array(
  jsonb_build_object('transaction_id', 'w-2', 'product_id', 'dochub.premium.monthly', 'expires_at', pg_temp.day(31)), jsonb_build_object('transaction_id', 'w-3', 'product_id', 'nobody.knows')))), 2), 'applied', '4.3.5 and what waits is judged when it comes again');
select is((select u.bank from public.ai_usage as u where u.user_id = pg_temp.uid(17)), 15, '4.3.3 all of them are given, once');
select is(pg_temp.take(pg_temp.event('s-6', 'started', 1, '{"transaction_id": "w-4", "product_id": "dochub.credits.50"}', pg_temp.of(17) || jsonb_build_object('transactions', jsonb_build_array(jsonb_build_object('transaction_id', 'GPA.9', 'product_id', 'dochub.credits.10'))))),
  'receipt_already_in_use', '4.3.1 where one is refused');
select is((select u.bank from public.ai_usage as u where u.user_id = pg_temp.uid(17)), 15, '4.3.1 nothing of any is kept');
select throws_ok($$ select private.apply_store_event(pg_temp.event('s-7', 'started', 1, '{}', '{"transactions": []}'), now()) $$, 'PT400', null, '4.3.3 no transactions');
select throws_ok($$ select private.apply_store_event(pg_temp.event('s-7', 'started', 1, '{}', '{"transactions": [1]}'), now()) $$, 'PT400', null, '4.3.3 and none that is one');

-- 4.3.3 what a look-up shows
select is(pg_temp.take(pg_temp.event('u-1', 'snapshot', 3, '{"transaction_id": "u-1", "token": "u", "product_id": "dochub.premium.monthly", "purchased_at": 1, "expires_at": 31}', pg_temp.of(18))), 'applied', '4.3.3 a restore');
select results_eq($$ select pg_temp.is_now(18, 4), (s).will_renew from pg_temp.sub(18) as s $$, $$ values ('active premium', false) $$, '4.3.3 gives the plan, and claims nothing about renewal');
select is(pg_temp.take(pg_temp.event('u-2', 'uncanceled', 4, '{"transaction_id": "u-1", "token": "u"}')), 'applied', '4.3.3 what the store says of it');
select is(pg_temp.take(pg_temp.event('u-3', 'paused', 5, '{"transaction_id": "u-1", "token": "u"}')), 'applied', '4.3.3 and of a pause');
select is(pg_temp.take(pg_temp.event('u-4', 'snapshot', 6, '{"transaction_id": "u-1", "token": "u", "product_id": "dochub.premium.monthly", "purchased_at": 1, "expires_at": 35}')), 'applied', '4.3.3 another look');
select results_eq($$ select (s).will_renew, (s).paused_at, (s).expires_at from pg_temp.sub(18) as s $$, $$ values (true, pg_temp.day(5)::timestamptz, pg_temp.day(35)::timestamptz) $$, '4.3.3 changes what it shows and nothing else');
select is(pg_temp.take(pg_temp.event('u-5', 'snapshot', 7, '{"transaction_id": "u-1", "token": "u", "product_id": "dochub.premium.monthly"}', '{"renewal": {"will_renew": false}}')), 'applied', '4.3.3 one that says something of the renewal');
select ok(not (pg_temp.sub(18)).will_renew, '4.3.3 counts');
select is(pg_temp.take(pg_temp.event('u-6', 'snapshot', 3, '{"transaction_id": "u-6", "product_id": "dochub.credits.10"}', pg_temp.of(18))), 'applied', '4.3.3 a look at a purchase of credits');
select is((select u.bank from public.ai_usage as u where u.user_id = pg_temp.uid(18)), 10, '4.3.3 gives them');

select * from finish();
rollback;
