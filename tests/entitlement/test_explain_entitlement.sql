-- 4.3: explain_entitlement: which transaction decides, and why no other does.
begin;
select plan(7);

create function pg_temp.uid(p_n integer) returns uuid language sql immutable as $$ select ('a0000000-0000-4000-8000-' || lpad(p_n::text, 12, '0'))::uuid $$;
insert into public.user_profile (user_id) select pg_temp.uid(n) from generate_series(31, 33) as n;
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
create function pg_temp.take(p_event jsonb, p_day numeric default 10) returns text language sql as $$
  select coalesce(a ->> 'code', a ->> 'disposition') from private.apply_store_event(p_event, pg_temp.day(p_day)::timestamptz) as a
$$;
create function pg_temp.rejected(p_user integer, p_day numeric) returns jsonb language sql as $$
  select jsonb_object_agg(r ->> 'transaction_id', r ->> 'reason') from jsonb_array_elements(private.explain_entitlement(pg_temp.uid(p_user), pg_temp.day(p_day)::timestamptz) -> 'rejected') as r
$$;

select is((select array_agg(pg_temp.take(e, 10)) from unnest(array[
  pg_temp.event('x-1', 'started', 1, 31, 'x-decides', 'x-decides', 1, 31),
  pg_temp.event('x-2', 'started', 1, 31, 'x-expired', 'x-expired', 1, 5),
  pg_temp.event('x-3', 'started', 1, 31, 'x-revoked', 'x-revoked', 1, 31),
  pg_temp.event('x-4', 'revoked', 2, 31, 'x-revoked', 'x-revoked'),
  pg_temp.event('x-5', 'started', 1, 31, 'x-paused', 'x-paused', 1, 31),
  pg_temp.event('x-6', 'paused', 2, 31, 'x-paused', 'x-paused'),
  pg_temp.event('x-7', 'started', 1, 31, 'x-replaced', 'x-upgrade', 1, 31),
  pg_temp.event('x-8', 'product_changed', 3, 31, 'x-upgrade', 'x-upgrade', 3, 13, '{}', '{"product_id": "dochub.premium.yearly"}'),
  pg_temp.event('x-9', 'started', 1, 31, 'x-sandbox', 'x-sandbox', 1, 31, '{"environment": "sandbox"}'),
  pg_temp.event('x-a', 'started', 1, 31, 'x-retry', 'x-retry', 1, 5),
  pg_temp.event('x-b', 'billing_retry', 5, 31, 'x-retry', 'x-retry'),
  pg_temp.event('x-c', 'started', 1, 31, 'x-later', 'x-later', 15, 20)]) as e), array_fill('applied'::text, array[12]), '4.3 a dozen events');
select is(private.explain_entitlement(pg_temp.uid(31), '2026-03-10Z') #>> '{deciding,transaction_id}', 'x-decides', '4.3 explain_entitlement says what decides');
select is(pg_temp.rejected(31, 10), '{"x-expired": "expired", "x-revoked": "revoked", "x-paused": "paused", "x-replaced": "replaced", "x-upgrade": "outranked", "x-sandbox": "sandbox_not_tester", "x-retry": "billing_retry", "x-later": "not_started"}',
  '4.3 and of each other transaction why it does not');
select is(pg_temp.take(pg_temp.event('x-d', 'renewed', 10, 32, 'x-expired2', 'x-expired', 10, 40), 10), 'applied', '4.3.1 one moves');
select is(pg_temp.rejected(31, 11) ->> 'x-expired2', 'transferred', '4.3 and that is said too');
select is(private.explain_entitlement(pg_temp.uid(33), '2026-03-10Z') - 'courses' - 'custom_courses',
  '{"plan": "free", "state": null, "entitled": false, "source": null, "environment": null, "expires_at": null, "will_renew": false, "deciding": null, "rejected": []}', '4.3 of who never bought there is nothing to say');
select is(public.explain_entitlement(pg_temp.uid(99)) ->> 'code', 'user_not_found', '4.3 explain_entitlement of nobody');

select * from finish();
rollback;
