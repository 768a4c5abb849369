-- 4.5.6: a refund of the payment that earned a referral reward, in part, of nothing, by another of its receipts, and its reversal.
begin;
select plan(25);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id, created_at) select pg_temp.uid(n), '2026-01-01Z'::timestamptz + n * interval '1 hour' from generate_series(1, 30) as n;
select private.ensure_user(pg_temp.uid(n), '2026-03-02T00:00Z') from generate_series(1, 30) as n;
-- The referee n was referred by 10 + n. The payment is of 2 March; its refund window ends on the 16th.
insert into private.referrals (user_id, referrer_id, referred_at) select pg_temp.uid(n), pg_temp.uid(10 + n), '2026-03-01Z' from generate_series(1, 9) as n;
create function pg_temp.buy(p_n integer, p_transaction text, p_token text default null) returns text language sql as $$
  select private.record_credit_purchase(pg_temp.uid(p_n), jsonb_strip_nulls(jsonb_build_object('store', 'google', 'environment', 'production', 'transaction_id', p_transaction,
    'token', p_token, 'product_id', 'dochub.credits.10', 'purchased_at', '2026-03-02T12:00:00Z')), '2026-03-02T12:00Z') ->> 'ok'
$$;
create function pg_temp.grant(p_n integer, p_transaction text, p_at timestamptz default '2026-03-03Z') returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'status') from private.grant_referral_reward(pg_temp.uid(p_n), jsonb_build_object('store', 'google', 'environment', 'production',
    'transaction_id', p_transaction, 'paid_at', '2026-03-02T12:00:00Z', 'amount_micros', 4990000, 'currency', 'USD'), p_at) as a
$$;
create function pg_temp.refund(p_transaction text, p_token text, p_id text, p_more jsonb default '{}', p_at timestamptz default '2026-03-04Z') returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition') from private.refund(jsonb_strip_nulls(jsonb_build_object('store', 'google', 'environment', 'production', 'transaction_id', p_transaction,
    'token', p_token, 'notification_id', p_id, 'kind', 'refund') || p_more), '{credits}', p_at) as a
$$;
create function pg_temp.event(p_type text, p_transaction text, p_id text, p_day integer, p_more jsonb default '{}') returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition') from private.apply_store_event(jsonb_build_object('store', 'google', 'environment', 'production', 'notification_id', p_id, 'type', p_type,
    'occurred_at', '2026-03-' || lpad(p_day::text, 2, '0') || 'T00:00:00Z', 'transaction', jsonb_build_object('transaction_id', p_transaction) || p_more), '2026-03-10Z') as a
$$;
-- What a referrer has on 17 March, when rewards have vested.
create function pg_temp.rewarded(p_n integer) returns text language sql as $$ select private.credit_balance(pg_temp.uid(10 + p_n), '2026-03-17Z') ->> 'promotional' $$;

select is(array[pg_temp.buy(1, 'GPA.1', 'tok-1'), pg_temp.grant(1, 'GPA.1')], array['true', 'pending'], '4.5.6 a reward for the first payment');
select isnt(pg_temp.rewarded(1), '0', '4.5.6 vests when the refund window is over');
select is(pg_temp.refund('GPA.1', null, 'r-1', '{"percentage": 0}'), 'applied', '4.5.6 a refund of nothing');
select isnt(pg_temp.rewarded(1), '0', '4.5.6 takes nothing of it');
select is(pg_temp.refund('GPA.1', null, 'r-1b', '{"percentage": 1}'), 'applied', '4.5.6 a refund in part');
select is(pg_temp.rewarded(1), '0', '4.5.6 takes all of it back: what is paid in part is no payment');
select is(pg_temp.grant(1, 'GPA.1', '2026-03-05Z'), 'purchase_refunded', '4.5.6 and nothing is granted for it while it stands');
select is(pg_temp.refund('GPA.1', null, 'r-1c', '{"kind": "reversal", "refund_notification_id": "r-1b"}'), 'applied', '4.5.6 the part is reversed');
select is(pg_temp.rewarded(1), '0', '4.5.6 the reward that went does not come back by itself');
select is(pg_temp.grant(1, 'GPA.1', '2026-03-05Z'), 'pending', '4.5.6 the next call grants it anew');
select isnt(pg_temp.rewarded(1), '0', '4.5.6 and it vests');
select is(pg_temp.refund('GPA.1', null, 'r-1d', '{"kind": "chargeback", "percentage": 50}', '2026-03-06Z'), 'applied', '4.5.6 a dispute after it');
select is(pg_temp.rewarded(1), '0', '4.5.6 takes the second one, too');

select is(array[pg_temp.buy(2, 'GPA.2', 'tok-2'), pg_temp.grant(2, 'GPA.2'), pg_temp.refund(null, 'tok-2', 'r-2', '{"percentage": 10}')], array['true', 'pending', 'applied'], '4.5.6 a refund by the token');
select is(pg_temp.rewarded(2), '0', '4.5.6 finds the reward of the order');
select is(array[pg_temp.grant(3, 'GPA.3'), pg_temp.refund(null, 'tok-3', 'r-3', '{"percentage": 10}')], array['pending', 'waiting'], '4.5.6 a payment not recorded yet, refunded by its token');
select isnt(pg_temp.rewarded(3), '0', '4.5.6 of which nobody knows');
select is(pg_temp.buy(3, 'GPA.3', 'tok-3'), 'true', '4.5.6 until the purchase says that they are one');
select is(pg_temp.rewarded(3), '0', '4.5.6 then it goes');
select is(array[pg_temp.refund('GPA.4', 'tok-4', 'r-4', '{"percentage": 10}'), pg_temp.grant(4, 'GPA.4')], array['waiting', 'purchase_refunded'], '4.5.6 one whose refund waits earns nothing');
select is(array[pg_temp.buy(5, null, 'tok-5'), pg_temp.refund('GPA.5', 'tok-5', 'r-5', '{"percentage": 0}'), pg_temp.grant(5, 'GPA.5')], array['true', 'applied', 'pending'], '4.5.6 the first payment, recorded by its token, is that of the order');

-- Subscriptions
create function pg_temp.subscribe(p_n integer, p_transaction text) returns text language sql as $$
  select private.apply_store_event(jsonb_build_object('store', 'google', 'environment', 'production', 'notification_id', 'start-' || p_transaction, 'type', 'started', 'user_id', pg_temp.uid(p_n),
    'occurred_at', '2026-03-02T12:00:00Z', 'transaction', jsonb_build_object('transaction_id', p_transaction, 'product_id', 'dochub.premium.monthly', 'expires_at', '2026-04-02T12:00:00Z')), '2026-03-02T12:00Z') ->> 'disposition'
$$;
select is(array[pg_temp.event('refunded', 's-6', 'r-6', 5, '{"product_id": "dochub.premium.monthly", "refund_percentage": 0}'), pg_temp.grant(6, 's-6')], array['orphan', 'pending'], '4.5.6 a subscription''s payment of which nothing is given back is paid');
select is(array[pg_temp.event('refunded', 's-8', 'r-8', 5, '{"product_id": "dochub.premium.monthly", "refund_percentage": 30}'), pg_temp.grant(8, 's-8')], array['orphan', 'purchase_refunded'], '4.5.6 one that is given back in part is not');
select is(array[pg_temp.event('refunded', 's-7', 'r-7', 5), pg_temp.subscribe(7, 's-7'), pg_temp.event('refund_reversed', 's-7', 'r-7b', 6)], array['orphan', 'applied', 'applied'], '4.5.6 a subscription''s refund that came before it and is reversed');
select is(pg_temp.grant(7, 's-7', '2026-03-11Z'), 'pending', '4.5.6 is none');
select * from finish();
rollback;
