-- 4.3: what apply_store_event makes of the stores' events.
begin;
select plan(98);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id, is_tester) select pg_temp.uid(n), n = 9 from generate_series(1, 40) as n;
-- An event of the store 'apple', unless it says otherwise; days are of March 2026.
create function pg_temp.day(p_day numeric) returns text language sql as
  $$ select to_char(timestamp '2026-03-01' + (p_day - 1) * interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') $$;
create function pg_temp.event(
  p_id text, p_type text, p_day numeric, p_user integer, p_transaction text, p_original text, p_from numeric default null, p_to numeric default null,
  p_more jsonb default '{}', p_transaction_more jsonb default '{}') returns jsonb language sql as $$
  select jsonb_build_object(
    'store', 'apple', 'environment', 'production', 'notification_id', p_id, 'type', p_type, 'occurred_at', pg_temp.day(p_day),
    'user_id', pg_temp.uid(p_user), 'transaction', jsonb_build_object(
      'transaction_id', p_transaction, 'original_transaction_id', p_original,
      'product_id', case when p_to is not null then 'dochub.premium.monthly' end,
      'purchased_at', pg_temp.day(p_from), 'expires_at', pg_temp.day(p_to)) || p_transaction_more) || p_more
$$;
-- Delivered on the tenth, or when it happened, if that is later.
create function pg_temp.take(p_event jsonb, p_day numeric default null) returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition')
    from private.apply_store_event(p_event, coalesce(pg_temp.day(p_day), greatest('2026-03-10T00:00:00Z', p_event ->> 'occurred_at'))::timestamptz) as a
$$;
create function pg_temp.state(p_user integer, p_day numeric) returns text language sql as $$
  select private.subscription_state(s, pg_temp.day(p_day)::timestamptz) from public.subscriptions as s where s.user_id = pg_temp.uid(p_user)
$$;
create function pg_temp.plan(p_user integer, p_day numeric) returns text language sql as
  $$ select private.my_entitlements(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz) ->> 'plan' $$;
create function pg_temp.sub(p_user integer) returns public.subscriptions language sql as
  $$ select s from public.subscriptions as s where s.user_id = pg_temp.uid(p_user) $$;

-- 4.3.5 one notification, once
select is(private.apply_store_event(pg_temp.event('n-1', 'started', 1, 1, 'a-1', 'a-1', 1, 31), '2026-03-10Z'),
  jsonb_build_object('ok', true, 'disposition', 'applied', 'user_id', pg_temp.uid(1), 'state', 'active', 'entitled', true, 'environment', 'production'),
  '4.3.3 started gives the plan, and the answer says to whom and what it is now');
create temp table before_duplicate as select * from public.subscriptions;
create temp table generation as select generation from private.user_sync where user_id = pg_temp.uid(1);
select is(pg_temp.take(pg_temp.event('n-1', 'started', 1, 1, 'a-1', 'a-1', 1, 31)), 'duplicate', '4.3.5 a notification delivered again is a duplicate');
select is((select deliveries from private.store_inbox where notification_id = 'n-1'), 2, '4.3.5 of which only the counter moves');
select results_eq('select * from before_duplicate', 'select * from public.subscriptions', '4.3.5 the subscription is as it was');
select results_eq('select generation from generation', $$ select generation from private.user_sync where user_id = pg_temp.uid(1) $$, '4.3.5 and nothing has to be synced');
select is(pg_temp.take(pg_temp.event('n-1', 'started', 1, 1, 'x-1', 'x-1', 1, 31, '{"store": "google"}')), 'applied', '4.3.5 the same id of another store is another notification');
select is(pg_temp.take(pg_temp.event('n-1', 'started', 1, 1, 'x-1', 'x-1', 1, 31, '{"environment": "sandbox"}')), 'applied', '4.3.5 and so it is in another environment');
select is((select count(*) from public.subscription_events where user_id = pg_temp.uid(1) and notification_id = 'n-1'), 3::bigint, '4.3.5 each that is bound is one row of the log');
select throws_ok($$ update public.subscription_events set state = null $$, '42501', null, '4.3.5 which is append-only');

-- 4.3.1 claims
select is(pg_temp.take(pg_temp.event('n-2', 'started', 1, 2, 'a-1', 'a-1', 1, 31)), 'orphan', '4.3.1 an event for a second account waits while the first is entitled');
select is((select waits_for from private.store_inbox where notification_id = 'n-2'), 'right', '4.3.1 for the end of that right');
select is(pg_temp.take(pg_temp.event('n-2b', 'renewed', 1, 2, 'a-2', 'a-1', 31, 61)), 'orphan', '4.3.1 and so does the next transaction of it');
select is(pg_temp.take(pg_temp.event('n-3', 'canceled', 2, 1, 'a-1', 'a-1', null, null, jsonb_build_object('account_token', pg_temp.uid(2)))), 'account_token_mismatch', '4.3.1 a mismatching account token is refused');
select is(pg_temp.take(pg_temp.event('n-1', 'started', 1, 1, 'a-1', 'a-1', 1, 31, jsonb_build_object('account_token', pg_temp.uid(2)))), 'account_token_mismatch', '4.3.1 always, a duplicate too');
select is(pg_temp.take(pg_temp.event('n-3', 'canceled', 2, null, 'a-1', 'a-1', null, null, '{"account_token": "somebody"}')), 'account_token_mismatch', '4.3.1 and where the receipt says whose it is');
select is(pg_temp.take(pg_temp.event('n-3', 'canceled', 2, null, 'a-1', 'a-1', null, null, jsonb_build_object('account_token', encode(sha256(convert_to(pg_temp.uid(1)::text, 'UTF8')), 'hex')))), 'applied', '4.3.1 Google''s account token is a hash');
select is(pg_temp.take(pg_temp.event('n-4', 'started', 3, null, 'b-1', 'b-1', 3, 33, jsonb_build_object('account_token', upper(pg_temp.uid(2)::text)))), 'applied', '4.3.1 an account token says whose the event is');
select is((pg_temp.sub(2)).transaction_id, 'b-1', '4.3.1 and the subscription is theirs');
select ok((select bool_and(c.user_id = pg_temp.uid(1) and c.kind = 'subscription') from private.receipt_claims as c where c.transaction_id = 'a-1'), '4.3.1 the transaction is claimed');
select is(pg_temp.take(pg_temp.event('n-5', 'started', 1, 3, 'c-1', 'c-1', 1, 31, '{}', '{"token": "secret-token"}')), 'applied', '4.3.1 an event with a token');
select is((pg_temp.sub(3)).token_sha256, encode(sha256('secret-token'), 'hex'), '4.3.1 tokens are stored as SHA-256');
select ok(not exists (select from private.store_inbox as i where i::text like '%secret-token%') and not exists (select from public.subscription_events as e where e::text like '%secret-token%'), '4.3.1 only, in the inbox too');

-- 4.3.1 what is not live moves
select is(pg_temp.take(pg_temp.event('m-1', 'started', 1, 4, 'm-1', 'm-1', 1, 8), 2), 'applied', '4.3.1 a subscription');
select is(pg_temp.take(pg_temp.event('m-2', 'renewed', 7, 5, 'm-2', 'm-1', 9, 39), 7), 'orphan', '4.3.1 does not move while it is live');
select is(pg_temp.take(pg_temp.event('m-2', 'renewed', 7, 5, 'm-2', 'm-1', 9, 39), 9), 'applied', '4.3.1 when it is not active any more it moves');
select is((select array_agg(user_id order by transaction_id) from private.receipt_claims where original_transaction_id = 'm-1'), array[pg_temp.uid(5), pg_temp.uid(5)], '4.3.1 with all its receipts');
select is((pg_temp.sub(4)).transaction_id, null, '4.3.1 the earlier holder has it no more');
select is((pg_temp.sub(5)).transaction_id, 'm-2', '4.3.1 the new one has');
select results_eq($$ select user_id, event_type from public.subscription_events where notification_id like 'transfer:%' order by user_id $$,
  $$ values (pg_temp.uid(4), 'transferred_out'), (pg_temp.uid(5), 'transferred_in') $$, '4.3.1 both are named in the audit');
select is((select count(distinct notification_id) from public.subscription_events where notification_id like 'transfer:%'), 1::bigint, '4.3.1 under one id');
select is(pg_temp.take(pg_temp.event('m-3', 'refunded', 9.5, null, 'm-2', 'm-1')), 'applied', '4.3.1 later events find the new holder');
select is(pg_temp.take(pg_temp.event('m-4', 'renewed', 10, 4, 'm-3', 'm-1', 10, 40)), 'applied', '4.3.1 it can come back');
select is((pg_temp.sub(4)).transaction_id, 'm-3', '4.3.1 to who had it first');
select is((select count(*) from private.store_transactions where user_id = pg_temp.uid(4)), 3::bigint, '4.3.1 with all its transactions');
select is(pg_temp.take(pg_temp.event('m-5', 'started', 1, 6, 'p-1', 'p-1', 20, 50), 5), 'applied', '4.3.7 a subscription that starts later');
select is(pg_temp.state(6, 5), 'pending', '4.3.7 is pending');
select is(pg_temp.take(pg_temp.event('m-6', 'started', 1, 7, 'p-1', 'p-1', 20, 50), 5), 'orphan', '4.3.1 and does not move');

-- Consumables and other kinds
select is(pg_temp.take(pg_temp.event('k-1', 'started', 1, 7, 'k-1', 'k-1', null, null, '{}', '{"product_id": "dochub.credits.50"}')), 'applied', '4.3.3 credits are bought by the same code');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(7)), 50, '4.3.3 and in the bank');
select is(pg_temp.take(pg_temp.event('k-2', 'started', 1, 8, 'k-1', 'k-1', null, null, '{}', '{"product_id": "dochub.credits.50"}')), 'receipt_already_in_use', '4.3.1 consumables never move');
select is(pg_temp.take(pg_temp.event('k-3', 'started', 1, 8, 'k-1', 'k-1', 1, 31)), 'receipt_already_in_use', '4.3.1 nor are they something else');
select is(pg_temp.take(pg_temp.event('k-4', 'refund_reversed', 4, null, 'k-1', 'k-1')), 'orphan', '4.3.4 a reversal before its refund waits');
select is(pg_temp.take(pg_temp.event('k-5', 'refunded', 3, null, 'k-1', 'k-1')), 'applied', '4.3.3 a refund of credits goes the way of refund_credit_purchase');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(7)), 50, '4.3.4 and finds the reversal that waits');
select is(pg_temp.take(pg_temp.event('k-6', 'refunded', 5, null, 'k-1', 'k-1', null, null, '{}', '{"refund_percentage": 50}')), 'applied', '4.3.3 a part');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(7)), 25, '4.3.3 is taken back');
select is(pg_temp.take(pg_temp.event('k-7', 'refund_reversed', 6, null, 'k-1', 'k-1')), 'applied', '4.3.3 its reversal names the latest refund');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(7)), 50, '4.3.3 and gives back what that took');
select is(pg_temp.take(pg_temp.event('k-8', 'refunded', 5, null, 'k-9', 'k-9')), 'orphan', '4.3.5 a refund of nobody''s receipt waits');
select is(pg_temp.take(pg_temp.event('k-9', 'started', 1, 7, 'k-9', 'k-9', null, null, '{}', '{"product_id": "dochub.credits.10"}')), 'applied', '4.3.5 for the purchase');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(7)), 50, '4.3.5 which it takes back at once');

-- 4.3.2 sandbox
select is(pg_temp.take(pg_temp.event('s-1', 'started', 1, 8, 's-1', 's-1', 1, 31, '{"environment": "sandbox"}')), 'applied', '4.3.2 a sandbox receipt is taken in');
select is(pg_temp.plan(8, 10), 'free', '4.3.2 and entitles nobody in production');
select is((pg_temp.sub(8)).transaction_id, null, '4.3.2 nor shows as a subscription');
select is(private.apply_store_event(pg_temp.event('s-2', 'started', 1, 9, 's-2', 's-2', 1, 31, '{"environment": "sandbox"}'), '2026-03-10Z') - 'user_id',
  '{"ok": true, "disposition": "applied", "state": "active", "entitled": true, "environment": "sandbox"}', '4.3.2 but a tester, and the answer says so');

-- 4.3.3 what each type does
select is(pg_temp.take(pg_temp.event('t-1', 'started', 1, 10, 't-1', 't-1', 1, 31)), 'applied', '4.3.3 started');
select ok((pg_temp.sub(10)).will_renew, '4.3.3 it will renew');
select is(pg_temp.take(pg_temp.event('t-2', 'canceled', 5, 10, 't-1', 't-1', null, null, '{"renewal": {"cancel_reason": "too dear"}}')), 'applied', '4.3.3 canceled');
select results_eq($$ select (s).will_renew, (s).cancel_reason, pg_temp.plan(10, 10) from pg_temp.sub(10) as s $$, $$ values (false, 'too dear', 'premium') $$, '4.3.3 it will not renew, and goes on to its end');
select is(pg_temp.take(pg_temp.event('t-3', 'uncanceled', 6, 10, 't-1', 't-1')), 'applied', '4.3.3 uncanceled');
select results_eq($$ select (s).will_renew, (s).cancel_reason from pg_temp.sub(10) as s $$, $$ values (true, null::text) $$, '4.3.3 it will');
select is(pg_temp.take(pg_temp.event('t-4', 'grace', 31, 10, 't-1', 't-1', null, null, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(47)))), 'applied', '4.3.3 grace');
select results_eq($$ select pg_temp.state(10, d), pg_temp.plan(10, d) from unnest(array[30, 31, 46.9, 47]) as d $$, $$ values ('active', 'premium'), ('grace', 'premium'), ('grace', 'premium'), ('billing_retry', 'free') $$, '4.3.7 entitled to the end of grace, then the store goes on trying');
select is(pg_temp.take(pg_temp.event('t-5', 'billing_retry', 40, 10, 't-1', 't-1')), 'applied', '4.3.3 billing_retry');
select is(pg_temp.state(10, 41), 'billing_retry', '4.3.7 ends access');
select is(pg_temp.take(pg_temp.event('t-6', 'recovered', 42, 10, 't-2', 't-1', 42, 72)), 'applied', '4.3.3 recovered');
select is(pg_temp.state(10, 43), 'active', '4.3.7 gives it back');
select is(pg_temp.take(pg_temp.event('t-7', 'extended', 43, 10, 't-2', 't-1', 42, 80)), 'applied', '4.3.3 extended');
select is((pg_temp.sub(10)).expires_at, pg_temp.day(80)::timestamptz, '4.3.3 moves the end');
select is(pg_temp.take(pg_temp.event('t-8', 'paused', 50, 10, 't-2', 't-1', null, null, jsonb_build_object('renewal', jsonb_build_object('resumes_at', pg_temp.day(60))))), 'applied', '4.3.3 paused');
select results_eq($$ select pg_temp.state(10, d), pg_temp.plan(10, d) from unnest(array[49, 51, 61]) as d $$, $$ values ('active', 'premium'), ('paused', 'free'), ('paused', 'free') $$, '4.3.7 what is paused does not entitle, until the store says that it goes on');
select is(pg_temp.take(pg_temp.event('t-9', 'renewed', 60, 10, 't-3', 't-1', 60, 90)), 'applied', '4.3.3 renewed');
select is(pg_temp.state(10, 61), 'active', '4.3.7 ends a pause');
select is(pg_temp.take(pg_temp.event('t-10', 'product_changed', 61, 10, 't-3', 't-1', null, null, '{"renewal": {"pending_product_id": "dochub.premium.yearly"}}')), 'applied', '4.3.3 a downgrade');
select results_eq($$ select (s).product_id, (s).pending_product_id from pg_temp.sub(10) as s $$, $$ values ('dochub.premium.monthly', 'dochub.premium.yearly') $$, '4.3.3 comes at renewal');
select is(pg_temp.take(pg_temp.event('t-11', 'price_changed', 62, 10, 't-3', 't-1', null, null, '{}', '{"price_micros": 1, "currency": "EUR"}')), 'applied', '4.3.3 price_changed');
select is(pg_temp.take(pg_temp.event('t-12', 'product_changed', 70, 10, 't-4', 't-1', 70, 435, '{}', '{"product_id": "dochub.premium.yearly"}')), 'applied', '4.3.3 an upgrade');
select results_eq($$ select (s).product_id, (s).pending_product_id, pg_temp.plan(10, 71) from pg_temp.sub(10) as s $$, $$ values ('dochub.premium.yearly', null::text, 'premium') $$, '4.3.3 counts now');
select is((select replaced_at from private.store_transactions where transaction_id = 't-3'), pg_temp.day(70)::timestamptz, '4.3.3 and replaces what was bought before');
select is(pg_temp.take(pg_temp.event('t-13', 'expired', 91, 10, 't-3', 't-1')), 'applied', '4.3.3 expired');
select results_eq($$ select (s).expires_at, (s).will_renew from pg_temp.sub(10) as s $$, $$ values (pg_temp.day(435)::timestamptz, true) $$, '4.3.4 touches only the period it names');
select is(pg_temp.take(pg_temp.event('t-14', 'refunded', 92, 10, 't-2', 't-1')), 'applied', '4.3.3 a refund of an old period');
select is(pg_temp.plan(10, 93), 'premium', '4.3.4 does not end the current one');
select is(pg_temp.take(pg_temp.event('t-15', 'refunded', 94, 10, 't-4', 't-1')), 'applied', '4.3.3 a refund of the current one');
select is(pg_temp.state(10, 95), 'revoked', '4.3.7 does');
select is(pg_temp.take(pg_temp.event('t-16', 'refund_reversed', 96, 10, 't-4', 't-1')), 'applied', '4.3.3 refund_reversed');
select is(pg_temp.state(10, 97), 'active', '4.3.7 gives it back');
select is(pg_temp.take(pg_temp.event('t-17', 'revoked', 98, 10, 't-4', 't-1')), 'applied', '4.3.3 revoked');
select results_eq($$ select pg_temp.state(10, 99), (s).will_renew from pg_temp.sub(10) as s $$, $$ values ('revoked', false) $$, '4.3.7 ends it');
select is(pg_temp.take(pg_temp.event('t-18', 'started', 1, 10, 'old-1', 't-1', -40, -10)), 'stale', '4.3.4 an older event is stale');
select is((select count(*) from private.store_transactions where transaction_id = 'old-1'), 1::bigint, '4.3.4 and still adds its transaction');

-- 4.3.3 kept and ignored
select is(pg_temp.take(pg_temp.event('i-1', 'test', 1, null, null, null)), 'ignored', '4.3.3 a test');
select is(pg_temp.take(pg_temp.event('i-2', 'novelty', 1, 11, 'i-2', 'i-2', 1, 31)), 'ignored', '4.3.3 an unknown type');
select is(pg_temp.take(pg_temp.event('i-3', 'started', 1, 11, 'i-3', 'i-3', 1, 31, '{}', '{"product_id": "nobody.knows"}')), 'ignored', '4.3.3 an unknown product');
select is((select count(*) from private.store_inbox where notification_id like 'i-%' and payload is not null), 3::bigint, '4.3.3 are kept');
select is(pg_temp.take(pg_temp.event('i-4', 'started', 1, 99, 'i-4', 'i-4', 1, 31)), 'orphan', '4.3.5 an event of an account that is not there yet waits for it');
update public.user_profile set erased_at = '2026-03-05Z' where user_id = pg_temp.uid(12);
select is(pg_temp.take(pg_temp.event('i-5', 'started', 1, 12, 'i-5', 'i-5', 1, 31)), 'ignored', '4.1.4 an erased user''s event does not bring them back');
select is((select count(*) from private.store_inbox where notification_id = 'i-5' and payload is null and waits_for is null), 1::bigint, '4.1.4 and nothing of it is kept');

select * from finish();
rollback;
