-- 4.3.8: a user sees each subscription, with its store, state and end.
begin;
select plan(19);

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
insert into public.user_profile (user_id, is_tester) select pg_temp.uid(n), n = 2 from generate_series(1, 3) as n;
create function pg_temp.list(p_user integer, p_day numeric) returns text[] language sql as $$
  select array_agg(concat_ws(' ', s.value ->> 'store', s.value ->> 'product_id', s.value ->> 'state', s.value ->> 'entitled', (s.value ->> 'expires_at')::date - date '2026-02-28', s.value ->> 'will_renew') order by s.n)
    from private.entitlement(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz, true) as e, jsonb_array_elements(e.subscriptions) with ordinality as s (value, n)
$$;
select is((private.entitlement(pg_temp.uid(1), now(), true)).subscriptions, '[]', '4.3.8 who has none has an empty list');
select is(pg_temp.take(pg_temp.bought('a-1', 1, '{"transaction_id": "a-1", "token": "a"}', pg_temp.of(1))), 'applied', '4.3.8 one at Google');
select is(pg_temp.take(pg_temp.bought('b-1', 2, '{"transaction_id": "b-1", "product_id": "dochub.premium.yearly", "expires_at": 367}', pg_temp.of(1) || '{"store": "apple"}')), 'applied', '4.3.8 one at Apple');
select is(pg_temp.take(pg_temp.event('b-2', 'canceled', 3, '{"transaction_id": "b-1"}', '{"store": "apple"}')), 'applied', '4.3.8 that is canceled');
select is(pg_temp.take(pg_temp.bought('c-1', 1, '{"transaction_id": "c-1", "expires_at": 3}', pg_temp.of(1) || '{"store": "stripe"}')), 'applied', '4.3.8 and one that is over');
select is(pg_temp.list(1, 5), array['apple dochub.premium.yearly active true 367 false', 'google dochub.premium.monthly active true 31 true', 'stripe dochub.premium.monthly expired false 3 true'], '4.3.8 each with its store, state and end');
select is(pg_temp.take(pg_temp.event('a-2', 'grace', 31, '{"token": "a", "grace_expires_at": 38}')), 'applied', '4.3.8 grace of one');
select is(pg_temp.list(1, 32), array['apple dochub.premium.yearly active true 367 false', 'google dochub.premium.monthly grace true 38 true', 'stripe dochub.premium.monthly expired false 3 true'], '4.3.8 is seen beside a better one');
select is(pg_temp.list(1, 39), array['apple dochub.premium.yearly active true 367 false', 'google dochub.premium.monthly billing_retry false 38 true', 'stripe dochub.premium.monthly expired false 3 true'], '4.3.8 and so is its end');
select is(pg_temp.take(pg_temp.event('a-3', 'renewed', 39.5, '{"transaction_id": "a-3", "token": "a", "product_id": "dochub.premium.monthly", "purchased_at": 40, "expires_at": 70}')), 'applied', '4.3.8 a renewal known ahead');
select is((pg_temp.list(1, 39.5))[2], 'google dochub.premium.monthly pending false 70 true', '4.3.8 of what does not run is pending');
select is(pg_temp.take(pg_temp.event('b-3', 'renewed', 366.5, '{"transaction_id": "b-3", "original_transaction_id": "b-1", "product_id": "dochub.premium.yearly", "purchased_at": 367, "expires_at": 732}', '{"store": "apple"}')), 'applied', '4.3.8 one');
select is((pg_temp.list(1, 366.5))[1], 'apple dochub.premium.yearly active true 732 true', '4.3.8 of what runs goes on with it');
select is(pg_temp.take(pg_temp.bought('a-4', 50, '{"transaction_id": "a-4", "token": "a2", "linked_token": "a", "product_id": "dochub.premium.yearly", "expires_at": 415}'), 367), 'applied', '4.3.6 an upgrade');
select is((select count(*) from unnest(pg_temp.list(1, 367)) as l where l like 'google %'), 1::bigint, '4.3.6 takes the old one''s place');
select is(pg_temp.take(pg_temp.bought('d-1', 1, '{"transaction_id": "d-1"}', pg_temp.of(2) || '{"environment": "sandbox"}')), 'applied', '4.3.2 a tester''s');
select is(pg_temp.take(pg_temp.bought('d-2', 1, '{"transaction_id": "d-2"}', pg_temp.of(3) || '{"environment": "sandbox"}')), 'applied', '4.3.2 and somebody else''s in the sandbox');
select is(array[(private.entitlement(pg_temp.uid(2), pg_temp.day(2)::timestamptz, true)).subscriptions #>> '{0,environment}', (private.entitlement(pg_temp.uid(3), pg_temp.day(2)::timestamptz, true)).subscriptions ->> 0],
  array['sandbox', null], '4.3.2 is listed for testers only');
set local "request.jwt.claims" = '{"sub": "a0000000-0000-4000-8000-000000000001", "role": "authenticated"}';
select is((select array_agg(k order by k) from jsonb_object_keys(public.my_entitlements() -> 'subscriptions' -> 0) as k), array['entitled', 'environment', 'expires_at', 'plan', 'product_id', 'state', 'store', 'will_renew'], '4.3.8 my_entitlements names each of them');

select * from finish();
rollback;
