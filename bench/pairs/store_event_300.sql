-- A renewal of a subscriber with 299 events or some more.
-- The limit stores the notification and the event, adds the transaction and its claim, and moves the subscription on.
-- `stale` is right too: two clients may tell of one subscriber at once, the later first.
-- @role service_role
-- @each
\set user 4 * random(1, :veterans / 2)
\set original 2000000000001 + :user * 1000
\set key random(1, 1000000000000)
-- @ours
-- call apply_store_event
'{"p_event": {"store": "apple", "environment": "production", "notification_id": "bench-' || :key || '", "type": "renewed", "occurred_at": ' || to_json(now())
  || ', "account_token": "' || md5('u' || :user)::uuid || '", "transaction": {"transaction_id": "bench-' || :key || '", "original_transaction_id": "' || :original
  || '", "product_id": "dochub.premium.monthly", "purchased_at": ' || to_json(now()) || ', "expires_at": ' || to_json(now() + interval '30 days')
  || ', "price_micros": 9990000, "currency": "USD"}, "renewal": {"will_renew": true}}}'
-- @same
-- transaction
with kept as (
  insert into private.store_inbox (
    store, environment, notification_id, user_id, event_type, transaction_id, original_transaction_id, payload, disposition, occurred_at, received_at, bound_at)
  select 'apple', 'production', 'bench-' || :key, c.user_id, 'renewed', 'bench-' || :key, :original,
         jsonb_build_object('store', 'apple', 'environment', 'production', 'notification_id', 'bench-' || :key, 'type', 'renewed', 'occurred_at', now(),
           'account_token', c.user_id, 'transaction', jsonb_build_object(
             'transaction_id', 'bench-' || :key, 'original_transaction_id', :original::text, 'product_id', 'dochub.premium.monthly',
             'purchased_at', now(), 'expires_at', now() + interval '30 days', 'price_micros', 9990000, 'currency', 'USD'),
           'renewal', '{"will_renew": true}'::jsonb),
         'applied', now(), now(), now()
    from private.receipt_claims as c
   where c.store = 'apple' and c.environment = 'production' and c.transaction_id = :original and c.user_id = md5('u' || :user)::uuid
  on conflict (store, environment, notification_id) do nothing
  returning user_id),
claimed as (
  insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
  select 'apple', 'production', 'bench-' || :key, k.user_id, 'subscription', :original, now() from kept as k
  on conflict do nothing),
paid as (
  insert into private.store_transactions (
    user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, purchased_at, expires_at, price_micros, currency, recorded_at)
  select k.user_id, 'apple', 'production', 'bench-' || :key, :original, 'dochub.premium.monthly', 'premium', now(), now() + interval '30 days',
         9990000, 'USD', now()
    from kept as k
  on conflict do nothing),
renews as (
  update private.store_subscriptions as s
     set will_renew = true, attributes_at = now(), attributes_notification_id = 'bench-' || :key
    from kept as k
   where s.user_id = k.user_id and s.store = 'apple' and s.environment = 'production' and s.original_transaction_id = :original
     and s.attributes_at <= now()),
goes_on as (
  update public.subscriptions as s
     set transaction_id = 'bench-' || :key, expires_at = now() + interval '30 days', will_renew = true
    from kept as k
   where s.user_id = k.user_id and s.expires_at < now() + interval '30 days')
insert into public.subscription_events (
  user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state, occurred_at,
  plan, purchased_at, expires_at, price_micros, currency, will_renew)
select k.user_id, 'apple', 'production', 'bench-' || :key, 'renewed', 'applied', 'bench-' || :key, :original, 'dochub.premium.monthly', 'active', now(),
       'premium', now(), now() + interval '30 days', 9990000, 'USD', true
  from kept as k;
-- @bare
-- transaction
with kept as (
  insert into bench.notifications (notification_id, user_id) values ('bench-' || :key, md5('u' || :user)::uuid) on conflict do nothing returning user_id)
update bench.subscribers as s set expires_at = now() + interval '30 days' from kept as k where s.user_id = k.user_id;
-- @rises 1
select count(*) from public.subscription_events where disposition in ('applied', 'stale')
-- @expect
:body::jsonb ->> 'disposition' in ('applied', 'stale') and (:body::jsonb ->> 'entitled')::boolean
-- @prepare
create table if not exists bench.notifications (notification_id text primary key, user_id uuid not null);
create table if not exists bench.subscribers (user_id uuid primary key, expires_at timestamptz not null) with (fillfactor = 70);
insert into bench.subscribers select s.user_id, s.expires_at from public.subscriptions as s on conflict do nothing;
