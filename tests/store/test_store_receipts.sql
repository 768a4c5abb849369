-- 4.3: receipts that wait, linked tokens, several stores, allowances, misuse.
begin;
select plan(89);

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

-- 4.3.5 orphans
select is(pg_temp.take(pg_temp.event('o-2', 'renewed', 31, null, 'o-2', 'o-1', 31, 61)), 'orphan', '4.3.5 an event of unknown owner is an orphan');
select is(pg_temp.take(pg_temp.event('o-3', 'canceled', 35, null, 'o-3', 'o-1', null, null, '{}', '{"token": "o-token"}')), 'orphan', '4.3.5 and so is the next');
select is(pg_temp.take(pg_temp.event('o-4', 'renewed', 61, null, 'o-4', 'o-4', 61, 91, '{}', '{"token": "o-token"}')), 'orphan', '4.3.5 and one that only shares its token with that');
select is(pg_temp.take(pg_temp.event('o-2', 'renewed', 31, null, 'o-2', 'o-1', 31, 61)), 'orphan', '4.3.5 an orphan delivered again is judged again');
select is(pg_temp.take(pg_temp.event('o-5', 'canceled', 3, null, 'o-2', 'o-1', null, null, jsonb_build_object('account_token', 'stranger'))), 'orphan', '4.3.5 one of a stranger''s token');
select is(pg_temp.take(pg_temp.event('o-1', 'started', 1, 1, 'o-1', 'o-1', 1, 31)), 'applied', '4.3.5 the purchase itself');
select is((select array_agg(transaction_id order by transaction_id) from private.store_transactions where user_id = pg_temp.uid(1)), array['o-1', 'o-2', 'o-4'], '4.3.5 binds all that its receipts connect');
select is((select array_agg(disposition || ' ' || (user_id is not null) order by notification_id) from private.store_inbox where notification_id like 'o-%'),
  array['applied true', 'applied true', 'applied true', 'applied true', 'ignored false'], '4.3.5 but for what names another account');
select is((select array_agg(notification_id order by notification_id) from public.subscription_events where user_id = pg_temp.uid(1)), array['o-1', 'o-2', 'o-3', 'o-4'], '4.3.5 each is in the log from then on');

-- 4.3.6 linked tokens
select is(pg_temp.take(pg_temp.event('g-1', 'started', 1, 2, 'g-1', 'g-1', 1, 31, '{"store": "google"}', '{"token": "old"}')), 'applied', '4.3.6 a purchase token');
select is(pg_temp.take(pg_temp.event('g-2', 'started', 11, null, 'g-2', 'g-2', 11, 376, '{"store": "google"}', '{"token": "new", "linked_token": "old", "product_id": "dochub.premium.yearly"}')), 'applied', '4.3.6 another that names it inherits its user');
select is((pg_temp.sub(2)).transaction_id, 'g-2', '4.3.6 and replaces it');
select is((select replaced_at from private.store_transactions where transaction_id = 'g-1'), pg_temp.day(11)::timestamptz, '4.3.6 from the moment it was bought');
select is(pg_temp.take(pg_temp.event('g-2b', 'canceled', 11.5, 3, 'g-1', 'g-1', null, null, '{"store": "google"}'), 11), 'orphan', '4.3.1 the rest of what was replaced is nobody else''s');
select is(pg_temp.take(pg_temp.event('g-3', 'refunded', 12, null, 'g-2', 'g-2', null, null, '{"store": "google"}')), 'applied', '4.3.6 when the new one is refunded');
select is(pg_temp.plan(2, 13), 'free', '4.3.6 the old one does not come back');
select is(pg_temp.take(pg_temp.event('g-4', 'renewed', 20, 3, 'g-4', 'g-4', 20, 50, '{"store": "google"}', '{"token": "third", "linked_token": "new"}'), 20), 'applied', '4.3.6 4.3.1 what is not live moves along its tokens');
select is(pg_temp.plan(2, 21), 'free', '4.3.6 and leaves nothing behind');
select is((select array_agg(transaction_id || coalesce(' ' || replaced_at::date, '') order by transaction_id) from private.store_transactions where user_id = pg_temp.uid(3)), array['g-1 2026-03-11', 'g-2 2026-03-20', 'g-4'], '4.3.6 all of them, and what was replaced stays so');
select is(pg_temp.take(pg_temp.event('g-5', 'started', 21, 4, 'g-5', 'g-5', 21, 50, '{"store": "google"}', '{"token": "fourth", "linked_token": "third"}'), 21), 'orphan', '4.3.6 4.3.1 the token of a live subscription is not taken over');

-- 4.3.8 the best of several stores
select is(pg_temp.take(pg_temp.event('b-1', 'started', 1, 5, 'b-1', 'b-1', 1, 31)), 'applied', '4.3.8 one store');
select is(pg_temp.take(pg_temp.event('b-2', 'started', 2, 5, 'b-2', 'b-2', 2, 20, '{"store": "google"}')), 'applied', '4.3.8 and another');
select is((pg_temp.sub(5)).store, 'apple', '4.3.8 one row: the best');
select is(pg_temp.take(pg_temp.event('b-3', 'refunded', 5, 5, 'b-1', 'b-1')), 'applied', '4.3.8 losing one store''s');
select results_eq($$ select (s).store, pg_temp.plan(5, 10) from pg_temp.sub(5) as s $$, $$ values ('google', 'premium') $$, '4.3.8 does not drop the other''s');
select is(pg_temp.take(pg_temp.event('b-4', 'renewed', 19, 5, 'b-4', 'b-2', 20, 50, '{"store": "google"}'), 19), 'applied', '4.3.7 a renewal known ahead');
select is(pg_temp.state(5, 19), 'active', '4.3.7 does not make what runs now pending');
select is(pg_temp.plan(5, 49), 'premium', '4.3.7 and counts in its turn');

-- Equal times
select is(pg_temp.take(pg_temp.event('e-2', 'uncanceled', 5, 6, 'e-1', 'e-1'), 10), 'applied', '4.3.4 of two events of one moment');
select is(pg_temp.take(pg_temp.event('e-0', 'started', 1, 6, 'e-1', 'e-1', 1, 31), 11), 'stale', '4.3.4 after whatever else');
select is(pg_temp.take(pg_temp.event('e-1', 'canceled', 5, 6, 'e-1', 'e-1'), 12), 'stale', '4.3.4 the notification id decides which is newer,');
select ok((pg_temp.sub(6)).will_renew, '4.3.4 not when they came');

-- A grace date that outlives a recovery
select is(pg_temp.take(pg_temp.event('r-1', 'started', 1, 7, 'r-1', 'r-1', 1, 31)), 'applied', '4.3.4 a subscription');
select is(pg_temp.take(pg_temp.event('r-2', 'grace', 31, 7, 'r-1', 'r-1', null, null, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(47)))), 'applied', '4.3.4 in grace');
select is(pg_temp.take(pg_temp.event('r-3', 'recovered', 33, 7, 'r-2', 'r-1', 33, 63)), 'applied', '4.3.4 is paid');
select is((select grace_expires_at from private.store_transactions where transaction_id = 'r-1'), pg_temp.day(33)::timestamptz, '4.3.4 a grace period ends where the next period begins');
select is(pg_temp.take(pg_temp.event('r-4', 'refunded', 34, 7, 'r-2', 'r-1')), 'applied', '4.3.4 and when that is refunded');
select is(pg_temp.plan(7, 35), 'free', '4.3.4 the grace date does not entitle again');
select is(pg_temp.take(pg_temp.event('r-5', 'renewed', 40, 7, 'r-1', 'r-1', 1, 31, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(60)))), 'applied', '4.3.4 nor does one that comes with a payment');
select is(pg_temp.plan(7, 41), 'free', '4.3.4 count');

select is(pg_temp.take(pg_temp.event('r-6', 'started', 1, 36, 'r-6', 'r-6', 1, 31, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(60)))), 'applied', '4.3.4 a grace date that comes with a purchase');
select is(pg_temp.plan(36, 31), 'free', '4.3.4 is none');
select is(pg_temp.take(pg_temp.event('r-7', 'grace', 31, 36, 'r-6', 'r-6', null, null, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(60)))), 'applied', '4.3.4 a period of grace');
select is(pg_temp.take(pg_temp.event('r-8', 'expired', 40, 36, 'r-6', 'r-6')), 'applied', '4.3.4 that the store ends');
select is(pg_temp.plan(36, 41), 'free', '4.3.4 is over');
select is(pg_temp.take(pg_temp.event('r-9', 'grace', 35, 36, 'r-6', 'r-6', null, null, '{}', jsonb_build_object('grace_expires_at', pg_temp.day(70)))), 'stale', '4.3.4 an older report of it');
select is(pg_temp.plan(36, 41), 'free', '4.3.4 does not bring it back');

-- Reversals name the latest refund before them
select is((select array_agg(pg_temp.take(e)) from unnest(array[
  pg_temp.event('v-1', 'started', 1, 37, 'v-1', 'v-1', null, null, '{}', '{"product_id": "dochub.credits.50"}'),
  pg_temp.event('v-2', 'refund_reversed', 2, null, 'v-1', 'v-1'),
  pg_temp.event('v-3', 'refunded', 3, null, 'v-1', 'v-1', null, null, '{}', '{"refund_percentage": 20}'),
  pg_temp.event('v-4', 'refunded', 4, null, 'v-1', 'v-1', null, null, '{}', '{"refund_percentage": 50}')]) as e),
  array['applied', 'orphan', 'applied', 'applied'], '4.3.3 a reversal of nothing waits');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(37)), 15, '4.3.3 and does not undo a later refund');
select is(pg_temp.take(pg_temp.event('v-5', 'refund_reversed', 5, null, 'v-1', 'v-1')), 'applied', '4.3.3 of two refunds');
select is((select bank from public.ai_usage where user_id = pg_temp.uid(37)), 40, '4.3.3 a reversal undoes the latest');

-- What a plan gave until an event is not taken back by it
select is(pg_temp.take(pg_temp.event('w-1', 'started', 1, 38, 'w-1', 'w-1', 1, 31), 2), 'applied', '4.2.3 premium');
select is(pg_temp.take(pg_temp.event('w-2', 'revoked', 20, 38, 'w-1', 'w-1', null, null, '{}', jsonb_build_object('revoked_at', pg_temp.day(2))), 20), 'applied', '4.2.3 revoked weeks later, from its beginning on');
select is(private.credit_balance(pg_temp.uid(38), '2026-03-20Z') ->> 'weekly_allowance', '30', '4.2.3 gave this week''s allowance until then');
select is(private.credit_balance(pg_temp.uid(38), '2026-03-24Z') ->> 'weekly_allowance', '3', '4.2.3 and no other');

-- Five accounts in one week (of Monday, 2 March)
create function pg_temp.spend(p_user integer, p_day numeric) returns integer language sql as $$
  select (private.deduct_credits(pg_temp.uid(p_user), greatest((private.credit_balance(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz) ->> 'available')::integer, 1),
    'five-accounts', null, pg_temp.day(p_day)::timestamptz) ->> 'amount')::integer
$$;
create temp table five (n integer, answer text, spent integer);
do $$
begin
  for v_n in 1 .. 5 loop
    insert into five values (v_n,
      pg_temp.take(pg_temp.event('five-' || v_n, 'renewed', 2 + v_n * 0.5, 20 + v_n, 'five-' || v_n, 'five', 2 + v_n * 0.5, 40), 2 + v_n * 0.5), null);
    update five set spent = pg_temp.spend(20 + v_n, 2 + v_n * 0.5 + 0.1) where five.n = v_n;
    -- Given back, handed on.
    perform pg_temp.take(pg_temp.event('five-r' || v_n, 'refunded', 2 + v_n * 0.5 + 0.2, null, 'five-' || v_n, 'five'), 2 + v_n * 0.5 + 0.2);
  end loop;
end $$;
select is((select array_agg(answer order by n) from five), array['applied', 'applied', 'applied', 'applied', 'applied'], '4.3.1 a subscription handed round five accounts in a week');
select is((select array_agg(spent order by n) from five), array[30, 3, 3, 3, 3], '4.2.3 gives one premium allowance');

-- Seen at once
select is(private.credit_balance(pg_temp.uid(30), '2026-03-10Z') ->> 'weekly_allowance', '3', '4.2.3 before the event');
create temp table generation as select generation from private.user_sync where user_id = pg_temp.uid(30);
insert into generation select 1 where not exists (select from generation);
select is(pg_temp.take(pg_temp.event('h-1', 'started', 9, 30, 'h-1', 'h-1', 9, 39)), 'applied', '4.3.3 the event');
select is(private.credit_balance(pg_temp.uid(30), '2026-03-10Z') ->> 'weekly_allowance', '30', '4.2.3 after it the allowance is there');
select ok((select s.generation > g.generation from private.user_sync as s, generation as g where s.user_id = pg_temp.uid(30)), '4.6.3 and the handshake knows');
select is((select user_id from private.allowance_claims where original_transaction_id = 'h-1'), pg_temp.uid(30), '4.2.3 the week''s allowance is claimed at once');

-- A receipt of an erased account
select is(pg_temp.take(pg_temp.event('q-1', 'started', 1, 39, 'q-1', 'q-1', 1, 31), 2), 'applied', '4.1.4 who subscribed');
update public.user_profile set erased_at = '2026-03-05Z' where user_id = pg_temp.uid(39);
select is(pg_temp.take(pg_temp.event('q-2', 'canceled', 6, null, 'q-1', 'q-1'), 6), 'ignored', '4.1.4 and was erased is not brought back by a late event');
select ok((select i.payload is null from private.store_inbox as i where i.notification_id = 'q-2'), '4.1.4 of which nothing is kept');
select is(pg_temp.take(pg_temp.event('q-3', 'renewed', 7, 40, 'q-1', 'q-1', 1, 31), 7), 'applied', '4.3.1 an erased account holds no live subscription: it moves to the new sign-up');
select ok(private.has_purchased(pg_temp.uid(40)), '4.1.4 which has bought before, then');

-- Free days of a code are not from events and outlive a fold
insert into private.store_transactions (user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, recorded_at)
values (pg_temp.uid(34), 'code', 'production', 'code-1', 'code-1', 'SPRING', 'premium', '2026-03-01Z', '2026-03-20Z', '2026-03-01Z');
select is(pg_temp.take(pg_temp.event('y-1', 'started', 1, 34, 'y-1', 'y-1', 1, 8)), 'applied', '4.5.3 beside free days');
select is(pg_temp.plan(34, 15), 'premium', '4.5.3 a store''s event leaves them alone');
select is((pg_temp.sub(34)).store, 'code', '4.3.8 and the best of both is the row');

-- Misuse
create function pg_temp.misuse(p_change jsonb) returns text language plpgsql as $$
begin
  perform private.apply_store_event(jsonb_strip_nulls(pg_temp.event('z-1', 'started', 1, 35, 'z-1', 'z-1', 1, 31) || p_change), '2026-03-10Z');
  return 'taken';
exception when sqlstate 'PT400' then
  return sqlerrm;
end $$;
select throws_ok($$ select private.apply_store_event(null, now()) $$, 'PT400', null, '4.3 no event');
select throws_ok($$ select private.apply_store_event('[]', now()) $$, 'PT400', null, '4.3 no object');
select is(pg_temp.misuse('{"store": "amazon"}'), 'store must be one of apple, google, stripe, web', '4.3 an unknown store');
select is(pg_temp.misuse('{"environment": null}'), 'environment must be one of production, sandbox', '4.3 no environment');
select is(pg_temp.misuse('{"notification_id": null}'), 'notification_id is missing', '4.3 no notification id');
select is(pg_temp.misuse('{"occurred_at": null}'), 'occurred_at is missing', '4.3 no time');
select is(pg_temp.misuse('{"occurred_at": "yesterday"}'), 'occurred_at must be a time with its offset', '4.3 no time that can be read');
select is(pg_temp.misuse('{"type": null}'), 'type or native.type is missing', '4.3 no type');
select is(pg_temp.misuse('{"type": null, "native": {"type": []}}'), 'native.type and native.subtype must be strings of at most 64 characters, or numbers', '4.3 no type that is one');
select is(pg_temp.misuse('{"surprise": 1}'), 'p_event has an unknown key: surprise', '4.3 an unknown key');
select is(pg_temp.misuse('{"renewal": {"surprise": 1}}'), 'renewal has an unknown key: surprise', '4.3 one further down');
select is(pg_temp.misuse('{"transaction": {"product_id": "p"}}'), 'transaction.transaction_id is missing', '4.3 no transaction');
select is(pg_temp.misuse('{"transaction": {"transaction_id": "z-1"}}'), 'transaction.product_id is missing', '4.3 no product of a purchase');
select is(pg_temp.misuse('{"transaction": {"transaction_id": "z-1", "product_id": "dochub.premium.monthly"}}'), 'transaction.expires_at is missing', '4.3 no end of a period');
select is(pg_temp.misuse('{"occurred_at": "2026-03-11T00:00:01Z"}'), 'occurred_at is more than a day ahead', '4.3.3 from more than a day ahead');
select is(pg_temp.misuse('{"transaction": {"transaction_id": "z-1", "product_id": "dochub.premium.monthly", "expires_at": "2026-03-02T00:00:00Z", "price_micros": 1}}'), 'price_micros and currency (ISO 4217) go together', '4.3 a price in no currency');
select is(pg_temp.misuse('{"user_id": "me"}'), 'user_id must be a uuid', '4.3 no uuid');
select is(pg_temp.misuse(jsonb_build_object('notification_id', repeat('x', 40000))), 'p_event is larger than 32768 bytes', '4.3 too large');
select is((select count(*) from private.store_inbox where notification_id = 'z-1'), 0::bigint, '4.3 of misuse nothing is kept');

select * from finish();
rollback;
