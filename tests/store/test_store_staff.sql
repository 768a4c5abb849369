-- 4.3.1, 4.3.5: what staff do about the inbox: replay_store_events, store_inbox_report, transfer_subscription.
begin;
select plan(56);

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
create function pg_temp.replay(p_filter jsonb, p_day numeric) returns jsonb language sql as $$ select private.replay_store_events(p_filter, pg_temp.day(p_day)::timestamptz) $$;
create function pg_temp.transfer(p_from integer, p_to integer, p_receipt jsonb, p_day numeric) returns text language sql as $$
  select coalesce(a ->> 'code', concat_ws(' ', a ->> 'state', case when (a ->> 'already')::boolean then 'already' end))
    from private.transfer_subscription(pg_temp.uid(p_from), pg_temp.uid(p_to), '{"store": "google", "environment": "production"}' || p_receipt, pg_temp.day(p_day)::timestamptz) as a
$$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 9) as n;

-- What waits
do $$
begin
  perform pg_temp.take(pg_temp.bought('a-1', 1, '{"transaction_id": "a-1", "product_id": "dochub.gold", "token": "secret"}', pg_temp.of(1)));
  perform pg_temp.take(pg_temp.bought('a-2', 2, '{"transaction_id": "a-2", "product_id": "dochub.coins"}', pg_temp.of(1)));
  perform pg_temp.take(pg_temp.bought('a-3', 3, '{"transaction_id": "a-3"}', pg_temp.of(11)));
  perform pg_temp.take(pg_temp.event('a-4', 'canceled', 4, '{"transaction_id": "a-4"}'));
  perform pg_temp.take(pg_temp.event('a-5', 'refunded', 5, '{"transaction_id": "a-5"}'));
  perform pg_temp.take(pg_temp.bought('a-6', 6, '{"transaction_id": "a-6"}', pg_temp.of(2)));
  perform pg_temp.take(pg_temp.event('a-7', 'renewed', 7, '{"transaction_id": "a-7", "original_transaction_id": "a-6", "product_id": "dochub.premium.monthly", "purchased_at": 7, "expires_at": 37}', pg_temp.of(3)));
  perform pg_temp.take(pg_temp.event('a-8', null, 8, '{"transaction_id": "a-8", "product_id": "dochub.premium.monthly", "expires_at": 38}', pg_temp.of(4) || '{"store": "apple", "native": {"type": "OF_TOMORROW"}}'));
  perform pg_temp.take(pg_temp.event('a-9', 'test', 8, '{}'));
end $$;
create temp table report as select private.store_inbox_report(null, pg_temp.day(10)::timestamptz) as r;
select is((select r -> 'waiting' from report), '7', '4.3.5 what waits is counted');
select is((select array_agg(e ->> 'notification_id' || ' ' || (e ->> 'waits_for')) from report, jsonb_array_elements(r -> 'events') as e),
  array['a-1 product', 'a-2 product', 'a-3 account', 'a-4 owner', 'a-5 purchase', 'a-7 right', 'a-8 type'], '4.3.5 and listed with its reason, the oldest first');
select is((select r #> '{events,0}' from report) - 'received_at' - 'occurred_at', jsonb_build_object('store', 'google', 'environment', 'production', 'notification_id', 'a-1', 'event_type', 'started', 'disposition', 'ignored',
  'waits_for', 'product', 'transaction_id', 'a-1', 'original_transaction_id', null, 'product_id', 'dochub.gold', 'account_sha256', pg_temp.sha(1), 'age_seconds', 9 * 86400, 'deliveries', 1), '4.3.5 with its store and its age, and nothing of what was sent');
select ok((select r::text not like '%token%' from report), '4.3.5 no token of any kind');
select is((select jsonb_agg(e - 'oldest_at') from report, jsonb_array_elements(r -> 'reasons') as e where e ->> 'store' = 'apple' or e ->> 'waits_for' = 'product'),
  '[{"store": "apple", "environment": "production", "waits_for": "type", "count": 1}, {"store": "google", "environment": "production", "waits_for": "product", "count": 2}]', '4.3.5 the reasons are counted');
select is((select array_agg(e ->> 'notification_id') from jsonb_array_elements(private.store_inbox_report(jsonb_build_object('account', pg_temp.uid(1)), now()) -> 'events') as e), array['a-1', 'a-2'], '4.3.5 by account');
select is((select array_agg(e ->> 'notification_id') from jsonb_array_elements(private.store_inbox_report('{"store": "apple"}', now()) -> 'events') as e), array['a-8'], '4.3.5 by store');
select is((select array_agg(e ->> 'notification_id') from jsonb_array_elements(private.store_inbox_report('{"waits_for": ["right", "owner"]}', now()) -> 'events') as e), array['a-4', 'a-7'], '4.3.5 by reason');
create temp table page as select private.store_inbox_report('{"limit": 3}', now()) as r;
select is((select array_agg(e ->> 'notification_id') from page, jsonb_array_elements(private.store_inbox_report(jsonb_build_object('limit', 3, 'after', r -> 'cursor'), now()) -> 'events') as e), array['a-4', 'a-5', 'a-7'], '4.3.5 page by page');
select is((select private.store_inbox_report(jsonb_build_object('limit', 5, 'after', r -> 'cursor'), now()) -> 'cursor' from page), 'null', '4.3.5 to the end');

-- Replays
select is(pg_temp.replay(null, 10), '{"ok": true, "judged": 7, "dispositions": {"ignored": 3, "orphan": 4}, "left": 7, "cursor": null}', '4.3.5 a replay that changes nothing says so');
select is((select sum(i.deliveries) from private.store_inbox as i), 9::bigint, '4.3.5 and is no delivery');
insert into private.store_products (store, product_id, kind, plan, credits, price_micros, currency) values
  ('google', 'dochub.gold', 'subscription', 'premium', null, 1, 'USD'), ('google', 'dochub.coins', 'credits', null, 7, 1, 'USD');
select is(pg_temp.replay('{"waits_for": ["product"], "limit": 1}', 10) - 'cursor', '{"ok": true, "judged": 1, "dispositions": {"applied": 1}, "left": 1}', '4.3.5 a replay is bounded, and says how many are left');
select is(pg_temp.replay('{"waits_for": ["product"]}', 10), '{"ok": true, "judged": 1, "dispositions": {"applied": 1}, "left": 0, "cursor": null}', '4.3.5 what a product was added for is applied');
select is(array[pg_temp.is_now(1, 10), (select u.bank::text from public.ai_usage as u where u.user_id = pg_temp.uid(1))], array['active premium', '7'], '4.3.5 as if it had come now');
insert into private.store_event_types (store, native_type, event_type) values ('apple', 'OF_TOMORROW', 'started');
select is(pg_temp.replay('{"store": "apple"}', 10) -> 'dispositions', '{"applied": 1}', '4.3.5 and what a type was added for');
insert into public.user_profile (user_id) values (pg_temp.uid(11));
select is(pg_temp.replay('{"waits_for": ["account", "right"]}', 40) -> 'dispositions', '{"applied": 2}', '4.3.5 and what an account was made for, and what time has made free');
select is(array[pg_temp.is_now(3, 36), pg_temp.is_now(2, 36)], array['active premium', 'free'], '4.3.1 that is the second account''s');
select is(pg_temp.replay('{"notification_id": "a-4"}', 40), '{"ok": true, "judged": 1, "dispositions": {"orphan": 1}, "left": 1, "cursor": null}', '4.3.5 one by one');
select is((pg_temp.replay('{"limit": 1}', 40) -> 'cursor' ->> 'notification_id'), 'a-4', '4.3.5 the cursor says how far it has come');

-- Transfers
select is(pg_temp.take(pg_temp.bought('t-1', 40, '{"transaction_id": "t-1", "token": "t", "expires_at": 400}', pg_temp.of(5))), 'applied', '4.3.1 one account subscribes for a year');
select is(pg_temp.take(pg_temp.event('t-2', 'canceled', 41, '{"transaction_id": "t-1", "token": "t"}', pg_temp.of(6))), 'orphan', '4.3.1 and tells of it as another');
select is(pg_temp.transfer(5, 6, '{"transaction_id": "t-0"}', 42), 'subscription_not_found', '4.3.1 a transfer of what is not there');
select is(pg_temp.transfer(7, 6, '{"transaction_id": "t-1"}', 42), 'subscription_not_found', '4.3.1 or of somebody else''s');
select is(pg_temp.transfer(5, 99, '{"transaction_id": "t-1"}', 42), 'user_not_found', '4.3.1 or to nobody');
select is(pg_temp.transfer(5, 6, '{"transaction_id": "t-1"}', 42), 'active', '4.3.1 staff hand it on');
select is(array[pg_temp.is_now(5, 43), pg_temp.is_now(6, 43)], array['free', 'active premium'], '4.3.1 though it entitles the first one still');
select results_eq($$ select s.transaction_id, s.will_renew from public.subscriptions as s where s.user_id = pg_temp.uid(6) $$, $$ values ('t-1', false) $$, '4.3.1 what has waited is applied with it');
select is(pg_temp.waits_for('t-2'), 'applied', '4.3.1 and waits no longer');
select is((select array_agg(a.user_id order by a.user_id) from private.audit_log as a where a.action = 'transfer_subscription' and a.details ->> 'original_transaction_id' = 't-1'), array[pg_temp.uid(5), pg_temp.uid(6)], '4.3.1 both have it in the audit log');
select results_eq($$ select e.user_id, e.event_type from public.subscription_events as e where e.event_type like 'transferred%' and e.user_id in (pg_temp.uid(5), pg_temp.uid(6)) order by 1 $$,
  $$ values (pg_temp.uid(5), 'transferred_out'), (pg_temp.uid(6), 'transferred_in') $$, '4.3.1 and in the log of their subscriptions');
select is(pg_temp.transfer(5, 6, '{"token": "t"}', 43), 'active already', '4.3.1 again changes nothing');
select is(pg_temp.take(pg_temp.event('t-3', 'uncanceled', 44, '{"transaction_id": "t-1", "token": "t"}')), 'applied', '4.3.1 later events');
select is((select s.will_renew from public.subscriptions as s where s.user_id = pg_temp.uid(6)), true, '4.3.1 are the new account''s');
select is(pg_temp.take(pg_temp.event('t-4', 'price_changed', 40.5, '{"transaction_id": "t-1", "token": "t"}', pg_temp.of(5)), 45), 'stale', '4.3.1 an older one of the first account');
select is(pg_temp.is_now(6, 45), 'active premium', '4.3.1 takes nothing back');
select is(pg_temp.take(pg_temp.event('t-5', 'canceled', 46, '{"transaction_id": "t-1", "token": "t"}', pg_temp.of(5))), 'orphan', '4.3.1 a newer one waits');
select is(pg_temp.transfer(6, 5, '{"token": "t"}', 47), 'active', '4.3.1 and back');
select results_eq($$ select s.transaction_id, s.will_renew from public.subscriptions as s where s.user_id = pg_temp.uid(5) $$, $$ values ('t-1', false) $$, '4.3.1 with what has happened meanwhile');
select is(private.credit_balance(pg_temp.uid(6), pg_temp.day(47)::timestamptz) ->> 'weekly_allowance', '30', '4.2.3 the week''s allowance was drawn by one of them');
select is(private.credit_balance(pg_temp.uid(5), pg_temp.day(47)::timestamptz) ->> 'weekly_allowance', '3', '4.2.3 and is not given to the other');

-- Misuse
select throws_ok(format('select private.transfer_subscription(%L, %L, %L, now())', f, t, r), 'PT400', null, '4.3.1 misuse') from (values
  (pg_temp.uid(1), null::uuid, '{"store": "google", "environment": "production", "transaction_id": "x"}'), (pg_temp.uid(1), pg_temp.uid(1), '{"store": "google", "environment": "production", "transaction_id": "x"}'),
  (pg_temp.uid(1), pg_temp.uid(2), '{"store": "google", "environment": "production"}'), (pg_temp.uid(1), pg_temp.uid(2), '{"store": "google"}'), (pg_temp.uid(1), pg_temp.uid(2), null)) as v (f, t, r);
select throws_ok(format('select private.replay_store_events(%L, now())', f), 'PT400', null, '4.3.5 misuse') from unnest(array[
  '[]', '{"x": 1}', '{"limit": 0}', '{"limit": 201}', '{"waits_for": ["money"]}', '{"waits_for": "owner"}', '{"account": "me"}', '{"environment": "moon"}', '{"after": {}}', '{"after": {"received_at": "2026-01-01T00:00:00Z"}}']) as f;

select * from finish();
rollback;
