-- 4.3.5, 4.3.1: what comes before its account, its product or the end of another account's right, waits and is not lost.
begin;
select plan(68);

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
-- As a sign-in does it.
create function pg_temp.sign_up(p_user integer) returns boolean language plpgsql as $$
declare
  v_answer jsonb;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', pg_temp.uid(p_user), 'role', 'authenticated')::text, true);
  v_answer := public.ensure_profile();
  perform set_config('request.jwt.claims', '', true);
  return (v_answer ->> 'ok')::boolean;
end $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(1, 9) as n;

-- 4.3.5 an account that is made later
select is(pg_temp.take(pg_temp.bought('e-1', 1, '{"transaction_id": "e-1"}', pg_temp.of(11))), 'orphan', '4.3.5 an event of an account that is not made yet is an orphan');
select is(pg_temp.waits_for('e-1'), 'orphan account', '4.3.5 that waits for the account');
select is(pg_temp.take(pg_temp.event('e-2', 'canceled', 2, '{"transaction_id": "e-1"}')), 'orphan', '4.3.5 and so is what is about the same receipt and names nobody');
select is(pg_temp.take(pg_temp.bought('e-3', 1, '{"transaction_id": "e-3"}', jsonb_build_object('account_token', pg_temp.uid(11))), 2), 'orphan', '4.3.5 by its account token too');
select is(pg_temp.take(pg_temp.bought('e-4', 1, '{"transaction_id": "e-4", "product_id": "dochub.credits.50"}', jsonb_build_object('account_token', pg_temp.sha(11))), 2), 'orphan', '4.3.5 a purchase of credits waits too');
select ok(pg_temp.sign_up(11), '4.3.5 the account is made');
select is((select array_agg(i.notification_id || ' ' || i.disposition || coalesce(' ' || i.waits_for, '') order by i.notification_id) from private.store_inbox as i where i.user_id = pg_temp.uid(11)),
  array['e-1 applied', 'e-2 applied', 'e-3 applied', 'e-4 applied'], '4.3.5 and everything is bound with it');
select results_eq($$ select s.transaction_id, s.will_renew from public.subscriptions as s where s.user_id = pg_temp.uid(11) $$, $$ values ('e-1', false) $$, '4.3.5 the subscription is theirs, as it is by now');
select is((select u.bank from public.ai_usage as u where u.user_id = pg_temp.uid(11)), 50, '4.3.5 and so are the credits');
select is((select sum(i.deliveries) from private.store_inbox as i where i.user_id = pg_temp.uid(11)), 4::bigint, '4.3.5 without being delivered again');
select is(pg_temp.take(pg_temp.bought('e-1', 1, '{"transaction_id": "e-1"}', pg_temp.of(11))), 'duplicate', '4.3.5 what is applied is a duplicate when it comes again');
select ok(pg_temp.sign_up(11), '4.3.5 another sign-in');
select is((select count(*) from public.subscription_events as e where e.user_id = pg_temp.uid(11)), 3::bigint, '4.3.5 changes nothing');

select is(pg_temp.take(pg_temp.bought('e-5', 1, '{"transaction_id": "e-5"}', jsonb_build_object('account_token', pg_temp.sha(12)))), 'orphan', '4.3.5 an account of which only the hash is known');
insert into public.user_profile (user_id) values (pg_temp.uid(12));
select is(pg_temp.take(pg_temp.bought('e-5', 1, '{"transaction_id": "e-5"}', jsonb_build_object('account_token', pg_temp.sha(12))), 3), 'applied', '4.3.5 a redelivery after it was made is judged afresh');
select is(pg_temp.is_now(12, 5), 'active premium', '4.3.5 and the user has it');
select is((select i.deliveries from private.store_inbox as i where i.notification_id = 'e-5'), 2, '4.3.5 both deliveries are counted');

-- A claim of the receipt by somebody else
select is(pg_temp.take(pg_temp.bought('e-6', 1, '{"transaction_id": "e-6", "expires_at": 5}', pg_temp.of(13))), 'orphan', '4.3.1 whose account is never made');
select is(pg_temp.take(pg_temp.event('e-7', 'renewed', 4, '{"transaction_id": "e-7", "original_transaction_id": "e-6", "product_id": "dochub.premium.monthly", "expires_at": 40}', pg_temp.of(1))), 'orphan', '4.3.1 has the right to it all the same');
select is(pg_temp.take(pg_temp.event('e-8', 'expired', 5, '{"transaction_id": "e-6"}')), 'applied', '4.3.1 until it ends');
select is(pg_temp.is_now(1, 6), 'active premium', '4.3.1 then it goes to who waits for it');
select is((select array_agg(t.transaction_id order by t.transaction_id) from private.store_transactions as t where t.user_id = pg_temp.uid(1)), array['e-6', 'e-7'], '4.3.1 with all that belongs to it');

-- 4.1.4 an erased account does not come back
select is(pg_temp.take(pg_temp.bought('x-1', 1, '{"transaction_id": "x-1"}', pg_temp.of(2))), 'applied', '4.1.4 somebody subscribes');
select is((private.erase_user(pg_temp.uid(2), 'erase_user', pg_temp.day(3)::timestamptz) ->> 'ok')::boolean, true, '4.1.4 and erases the account');
select is(array(select pg_temp.take(pg_temp.bought('x-' || n, 4, jsonb_build_object('transaction_id', 'x-' || n), m)) from (values
  (2, pg_temp.of(2)), (3, jsonb_build_object('account_token', pg_temp.uid(2))), (4, jsonb_build_object('account_token', pg_temp.sha(2)))) as v (n, m)),
  array['ignored', 'ignored', 'ignored'], '4.1.4 by none of its names does an event bring it back');
select is((select count(*) from private.store_inbox as i where i.notification_id like 'x-%' and (i.payload is not null or i.waits_for is not null)), 0::bigint, '4.1.4 and nothing of it is kept');
select is(pg_temp.take(pg_temp.bought('x-2', 4, '{"transaction_id": "x-2"}', pg_temp.of(2)), 5), 'ignored', '4.1.4 nor when it is delivered again');
select is(pg_temp.take(pg_temp.bought('x-5', 4, '{"transaction_id": "x-5", "product_id": "dochub.credits.10"}', pg_temp.of(2))), 'ignored', '4.1.4 nor are credits given');

-- 4.3.3, 4.3.5 a product and a type that are added later
select is(pg_temp.take(pg_temp.bought('p-1', 1, '{"transaction_id": "p-1", "product_id": "dochub.gold"}', pg_temp.of(3))), 'ignored', '4.3.3 an unknown product');
select is(pg_temp.waits_for('p-1'), 'ignored product', '4.3.5 waits for it');
select is(pg_temp.take(pg_temp.bought('p-1', 1, '{"transaction_id": "p-1", "product_id": "dochub.gold"}', pg_temp.of(3)), 2), 'ignored', '4.3.5 and is judged again when it comes again');
select is(pg_temp.take(pg_temp.bought('p-2', 1, '{"transaction_id": "p-2", "product_id": "dochub.coins"}', pg_temp.of(3))), 'ignored', '4.3.3 one of credits, too');
select is(pg_temp.take(pg_temp.event('p-3', 'started', 1, '{"transaction_id": "p-3", "product_id": "dochub.premium.monthly", "expires_at": 31}', pg_temp.of(4) || '{"type": null, "native": {"type": "SUBSCRIPTION_OF_TOMORROW"}}')), 'ignored', '4.3.3 an unknown type');
select is(pg_temp.waits_for('p-3'), 'ignored type', '4.3.5 waits for it');
select is(pg_temp.take(pg_temp.event('p-4', 'test', 1, '{}')), 'ignored', '4.3.3 a test');
select is(pg_temp.take(pg_temp.event('p-5', null, 1, '{}', '{"native": {"type": "SUBSCRIPTION_PAUSE_SCHEDULE_CHANGED"}}')), 'ignored', '4.3.3 a type that nothing is to be done about');
select is((select array_agg(pg_temp.waits_for('p-' || n)) from generate_series(4, 5) as n), array['ignored', 'ignored'], '4.3.5 wait for nothing');
insert into private.store_products (store, product_id, kind, plan, credits, price_micros, currency) values
  ('google', 'dochub.gold', 'subscription', 'premium', null, 1, 'USD'), ('google', 'dochub.coins', 'credits', null, 7, 1, 'USD');
insert into private.store_event_types (store, native_type, event_type) values ('google', 'SUBSCRIPTION_OF_TOMORROW', 'started');
select is(array(select pg_temp.take(i.payload, 3) from private.store_inbox as i where i.notification_id in ('p-1', 'p-2', 'p-3') order by i.notification_id), array['applied', 'applied', 'applied'],
  '4.3.5 once the product or the type is there, a redelivery is applied');
select is(array[pg_temp.is_now(3, 5), pg_temp.is_now(4, 5), (select u.bank::text from public.ai_usage as u where u.user_id = pg_temp.uid(3))], array['active premium', 'active premium', '7'], '4.3.5 as if it had come now');

-- 4.3.1 a second account on one store account
select is(pg_temp.take(pg_temp.bought('b-1', 1, '{"transaction_id": "b-1", "token": "b"}', pg_temp.of(5))), 'applied', '4.3.1 one account subscribes');
select is(pg_temp.take(pg_temp.bought('b-2', 10, '{"transaction_id": "b-2", "token": "b2", "linked_token": "b", "expires_at": 375, "product_id": "dochub.premium.yearly"}', pg_temp.of(6))), 'orphan',
  '4.3.1 a second one upgrades on its store account while its month runs');
select is(pg_temp.waits_for('b-2'), 'orphan right', '4.3.1 which waits for the end of the first one''s right');
select is(array[pg_temp.is_now(5, 11), pg_temp.is_now(6, 11)], array['active premium', 'free'], '4.3.1 nothing changes');
select is(pg_temp.take(pg_temp.event('b-3', 'canceled', 12, '{"transaction_id": "b-1", "token": "b"}')), 'applied', '4.3.1 what names nobody is about the first one');
select is(pg_temp.take(pg_temp.bought('b-2', 10, '{"transaction_id": "b-2", "token": "b2", "linked_token": "b", "expires_at": 375, "product_id": "dochub.premium.yearly"}', pg_temp.of(6)), 20), 'orphan',
  '4.3.1 delivered again it still waits');
select is(pg_temp.take(pg_temp.event('b-4', 'expired', 31, '{"transaction_id": "b-1", "token": "b"}')), 'applied', '4.3.1 an event that ends the right');
select is(array[pg_temp.is_now(5, 32), pg_temp.is_now(6, 32)], array['free', 'active premium'], '4.3.1 hands it on');
select is((select s.transaction_id from public.subscriptions as s where s.user_id = pg_temp.uid(6)), 'b-2', '4.3.1 to the event that has waited');
select results_eq($$ select e.user_id, e.event_type from public.subscription_events as e where e.event_type like 'transferred%' and e.user_id in (pg_temp.uid(5), pg_temp.uid(6)) order by 1 $$,
  $$ values (pg_temp.uid(5), 'transferred_out'), (pg_temp.uid(6), 'transferred_in') $$, '4.3.1 both are named in the audit');
select is((select count(*) from public.subscription_events as e where e.user_id = pg_temp.uid(6) and e.notification_id = 'b-2'), 1::bigint, '4.3.5 and it is in the log from then on');

-- Time alone ends it: whoever looks next sees so.
select is(pg_temp.take(pg_temp.bought('t-1', 1, '{"transaction_id": "t-1", "expires_at": 11}', pg_temp.of(7))), 'applied', '4.3.1 a right');
select is(pg_temp.take(pg_temp.event('t-2', 'renewed', 8, '{"transaction_id": "t-2", "original_transaction_id": "t-1", "product_id": "dochub.premium.monthly", "purchased_at": 11, "expires_at": 41}', pg_temp.of(8))), 'orphan', '4.3.1 of which another has the next period');
select is(pg_temp.take(pg_temp.event('t-3', 'renewed', 11, '{"transaction_id": "t-3", "original_transaction_id": "t-1", "product_id": "dochub.premium.monthly", "purchased_at": 11, "expires_at": 21}', pg_temp.of(7))), 'applied', '4.3.1 while it goes on');
select is(pg_temp.is_now(8, 12), 'free', '4.3.1 it waits on');
select is(pg_temp.take(pg_temp.event('t-2', 'renewed', 8, '{"transaction_id": "t-2", "original_transaction_id": "t-1", "product_id": "dochub.premium.monthly", "purchased_at": 11, "expires_at": 41}', pg_temp.of(8)), 22), 'stale', '4.3.1 until time has ended it');
select is(array[pg_temp.is_now(7, 22), pg_temp.is_now(8, 22)], array['free', 'active premium'], '4.3.1 then it is the other one''s');
select is(pg_temp.take(pg_temp.event('t-4', 'renewed', 23, '{"transaction_id": "t-4", "original_transaction_id": "t-1", "product_id": "dochub.premium.monthly", "purchased_at": 23, "expires_at": 53}', pg_temp.of(7))), 'orphan', '4.3.1 and the first one waits in turn');

-- settings.second_account_moves
update private.settings set second_account_moves = true;
select is(pg_temp.take(pg_temp.event('t-5', 'uncanceled', 24, '{"transaction_id": "t-4", "original_transaction_id": "t-1"}')), 'applied', '4.3.1 where the setting says so');
select is(array[pg_temp.is_now(7, 24), pg_temp.is_now(8, 24)], array['active premium', 'free'], '4.3.1 it moves at once');
update private.settings set second_account_moves = false;

-- What stays a refusal
select is(pg_temp.take(pg_temp.event('r-1', 'canceled', 2, '{"transaction_id": "b-1"}', pg_temp.of(6) || jsonb_build_object('account_token', pg_temp.uid(5)))), 'account_token_mismatch', '4.3.1 an account token that is not user_id''s');
select is(pg_temp.take(pg_temp.event('r-1', 'canceled', 2, '{"transaction_id": "b-1"}', '{"account_token": "somebody"}')), 'account_token_mismatch', '4.3.1 or that is nobody''s');
select is(pg_temp.take(pg_temp.bought('r-2', 2, '{"transaction_id": "e-4"}', pg_temp.of(9))), 'receipt_already_in_use', '4.3.1 a receipt of credits is no subscription');
select is(pg_temp.take(pg_temp.bought('r-3', 2, '{"transaction_id": "e-4", "product_id": "dochub.credits.50"}', pg_temp.of(9))), 'receipt_already_in_use', '4.3.1 and is nobody else''s');
select is((select count(*) from private.store_inbox as i where i.notification_id like 'r-%'), 0::bigint, '4.3.1 of which nothing is kept');

-- 4.3.1 a receipt that an event of an unknown type has named before
select is(pg_temp.take(pg_temp.event('n-1', 'novelty', 1, '{"transaction_id": "n-1"}', '{"transactions": [{"transaction_id": "n-1"}, {"transaction_id": "n-9"}]}')), 'ignored', '4.3.5 an event of an unknown type is nothing yet');
select is(pg_temp.take(pg_temp.bought('n-2', 1, '{"transaction_id": "n-1"}', pg_temp.of(9))), 'applied', '4.3.1 the next about its receipt, of a user');
select is((select c.user_id from private.receipt_claims as c where c.transaction_id = 'n-1' and c.kind = 'subscription'), pg_temp.uid(9), '4.3.1 claims it for him');
select is(pg_temp.take(pg_temp.bought('n-3', 2, '{"transaction_id": "n-1"}', pg_temp.of(8))), 'orphan', '4.3.1 against all others');

select * from finish();
rollback;
