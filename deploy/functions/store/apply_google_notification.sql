-- Deploy functions/store/apply_google_notification: stamped from functions/store/apply_google_notification.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.apply_google_notification(p_notification jsonb, p_purchase jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.apply_google_notification(p_notification, p_purchase, now());
end;
$$;
revoke all on function public.apply_google_notification(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.apply_google_notification(jsonb, jsonb) to service_role;
comment on function public.apply_google_notification(jsonb, jsonb) is 'Takes in one real-time developer notification of Google Play and what the Developer API says of its purchase token.
p_notification: the DeveloperNotification, decoded from the data of the Pub/Sub message; messageId of that message may be added to it and then is the
notification''s id, else the SHA-256 of its content is (a redelivery has the same). p_purchase: the resource that the Developer API gives for its
purchaseToken: purchases.subscriptionsv2 for a subscriptionNotification, purchases.productsv2 (or purchases.products) for a oneTimeProductNotification; for a
voidedPurchaseNotification one of these or the entry of purchases.voidedpurchases; none for a testNotification. Fields that are not known are ignored. At
most 64 kB each.
The notification says that something happened, the resource what is so now: a renewal whose resource is on hold already is taken as the hold, a purchase that
is pending or canceled gives nothing. Each line item that is owned is a transaction; one that replaces another at renewal is the pending product. Of a
subscription that renews, the period begins when the notification says so. Licence tests are the sandbox. Purchase tokens are kept as SHA-256 only, nothing of
subscribeWithGoogleInfo or a survey''s text is kept. price_micros is recurringPrice, where no offer lowers it.
Kept, and ignored: a type that is new, tests, canceled pending purchases, scheduled pauses, refund reviews.
Answer: that of apply_store_event, {ok, disposition, user_id, state, entitled, environment}.
Refusals: as for apply_store_event; PT400 for what is no notification, and where p_purchase is missing: for a paid subscription period, and for a void of part of
a quantity.
Example: POST /rpc/apply_google_notification {"p_notification": {"version": "1.0", "packageName": "app", "eventTimeMillis": "1767225600000", "messageId": "1369…",
"subscriptionNotification": {"version": "1.0", "notificationType": 2, "purchaseToken": "abc…"}}, "p_purchase": {"subscriptionState":
"SUBSCRIPTION_STATE_ACTIVE", "startTime": "2025-12-01T00:00:00Z", "lineItems": [{"productId": "dochub.premium.monthly", "expiryTime": "2026-02-01T00:00:00Z",
"latestSuccessfulOrderId": "GPA.3372-4648-2847-57309..0", "autoRenewingPlan": {"autoRenewEnabled": true}}]}}.';

create or replace function private.apply_google_notification(p_notification jsonb, p_purchase jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.apply_store_event(private.google_event(p_notification, p_purchase), p_at);
end;
$$;
revoke all on function private.apply_google_notification(jsonb, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_google_notification(jsonb, jsonb, timestamptz) is 'apply_google_notification at a given time.';

create or replace function private.google_event(p_notification jsonb, p_purchase jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_notification jsonb := private.json_object_argument('p_notification', p_notification, 65536, null);
  v_purchase jsonb := '{}'::jsonb;
  v_member text;
  v_about jsonb;
  v_event jsonb;
begin
  if p_purchase <> 'null' then
    v_purchase := private.json_object_argument('p_purchase', p_purchase, 65536, null);
  end if;
  -- What it is about is its one member that is an object.
  select e.key, e.value into v_member, v_about
    from jsonb_each(v_notification) as e
   where jsonb_typeof(e.value) = 'object'
   order by e.key
   limit 1;
  v_event := case v_member
    when 'subscriptionNotification' then private.google_subscription(v_about, v_purchase)
    when 'oneTimeProductNotification' then private.google_product(v_about, v_purchase)
    when 'voidedPurchaseNotification' then private.google_void(v_about, v_purchase)
    else '{}' end;
  return jsonb_strip_nulls(jsonb_build_object(
    'store', 'google',
    'environment', case when v_purchase ? 'testPurchase' or v_purchase ? 'testPurchaseContext' or v_purchase -> 'purchaseType' = '0'
                        then 'sandbox' else 'production' end,
    'notification_id', coalesce(
      v_notification -> 'messageId', to_jsonb('sha256:' || encode(sha256(convert_to(v_notification::text, 'UTF8')), 'hex'))),
    'native', jsonb_build_object('type', coalesce(v_member, 'unknown'), 'subtype', v_about -> 'notificationType'),
    'occurred_at', private.store_time('eventTimeMillis', v_notification -> 'eventTimeMillis', 1000)) || v_event);
end;
$$;
revoke all on function private.google_event(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.google_event(jsonb, jsonb) is 'A real-time developer notification, and the resource of its purchase token, as apply_store_event takes them. PT400 for what is none.';

create or replace function private.google_subscription(p_about jsonb, p_purchase jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code integer := private.json_integer(p_about, 'notificationType', 0, 1000000);
  v_is_paid boolean := v_code in (1, 2, 4);
  v_state text := replace(p_purchase ->> 'subscriptionState', 'SUBSCRIPTION_STATE_', '');
  v_says_orders boolean := jsonb_path_exists(p_purchase, '$.lineItems[*].latestSuccessfulOrderId');
  v_line record;
  v_transaction jsonb;
  v_transactions jsonb := '[]'::jsonb;
  v_renews boolean;
  v_pending text;
  v_named jsonb := jsonb_build_object(
    'token', p_about -> 'purchaseToken',
    'linked_token', coalesce(p_purchase ->> 'linkedPurchaseToken', p_purchase #>> '{outOfAppPurchaseContext,expiredPurchaseToken}'));
begin
  if v_is_paid and jsonb_typeof(p_purchase -> 'lineItems') is distinct from 'array' then
    raise sqlstate 'PT400' using
      message = 'p_purchase is missing',
      hint = 'Pass what purchases.subscriptionsv2 gives for the purchaseToken: the notification alone does not say until when it is paid.';
  end if;
  for v_line in
    select i.line, coalesce(i.line ->> 'latestSuccessfulOrderId', p_purchase ->> 'latestOrderId') as order_id
      from jsonb_array_elements(coalesce(nullif(p_purchase -> 'lineItems', 'null'), '[]')) with ordinality as i (line, n)
     order by i.n
  loop
    -- proto3: false is left out.
    if v_line.line ? 'autoRenewingPlan' or v_line.line ? 'prepaidPlan' then
      v_renews := coalesce(v_renews, false) or coalesce(private.json_boolean(v_line.line -> 'autoRenewingPlan', 'autoRenewEnabled'), false);
    end if;
    v_pending := coalesce(v_pending, v_line.line #>> '{deferredItemReplacement,productId}');
    -- What replaces another item at renewal is nobody's yet.
    continue when (v_says_orders and not v_line.line ? 'latestSuccessfulOrderId') or not v_line.line ? 'expiryTime';
    v_transaction := v_named || jsonb_build_object('transaction_id', v_line.order_id, 'product_id', v_line.line -> 'productId');
    if v_state = 'IN_GRACE_PERIOD' then
      v_transaction := v_transaction || jsonb_build_object('grace_expires_at', v_line.line -> 'expiryTime');
    elsif v_state in ('ACTIVE', 'CANCELED') or (v_state = 'EXPIRED' and v_is_paid) then
      v_transaction := v_transaction || jsonb_build_object(
        'expires_at', v_line.line -> 'expiryTime',
        -- The first order's period begins with the subscription; of a later one only its notification tells.
        'purchased_at', case when v_line.order_id not like '%..%' then p_purchase -> 'startTime' end);
      if v_line.line #> '{autoRenewingPlan,recurringPrice,currencyCode}' is not null
         and (v_line.line #> '{offerPhase,basePrice}' is not null or v_line.line #> '{offerDetails,offerId}' is null) then
        v_transaction := v_transaction || private.google_price(v_line.line #> '{autoRenewingPlan,recurringPrice}');
      end if;
    end if;
    v_transactions := v_transactions || jsonb_build_array(jsonb_strip_nulls(v_transaction));
  end loop;
  return jsonb_build_object(
    'native', case
      when v_state like 'PENDING%' then jsonb_build_object('type', v_state)
      when v_is_paid and v_state = 'IN_GRACE_PERIOD' then jsonb_build_object('type', 'SUBSCRIPTION_IN_GRACE_PERIOD')
      when v_is_paid and v_state = 'ON_HOLD' then jsonb_build_object('type', 'SUBSCRIPTION_ON_HOLD')
      when v_is_paid and v_state = 'PAUSED' then jsonb_build_object('type', 'SUBSCRIPTION_PAUSED')
      else jsonb_build_object('type', 'subscriptionNotification', 'subtype', v_code) end,
    'account_token', coalesce(
      p_purchase #>> '{externalAccountIdentifiers,obfuscatedExternalAccountId}',
      p_purchase #>> '{outOfAppPurchaseContext,expiredExternalAccountIdentifiers,obfuscatedExternalAccountId}'),
    'renewal', jsonb_build_object(
      'will_renew', v_renews,
      'pending_product_id', v_pending,
      'cancel_reason', (select min(k collate "C") from jsonb_object_keys(coalesce(p_purchase -> 'canceledStateContext', '{}')) as k),
      'resumes_at', p_purchase #> '{pausedStateContext,autoResumeTime}'))
    || case jsonb_array_length(v_transactions)
      when 0 then jsonb_build_object('transaction', v_named)
      when 1 then jsonb_build_object('transaction', v_transactions -> 0)
      else jsonb_build_object('transactions', v_transactions) end;
end;
$$;
revoke all on function private.google_subscription(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.google_subscription(jsonb, jsonb) is 'What a subscriptionNotification and a subscriptionsv2 resource say, as members of an event.
expiryTime is the end of the paid period, or of the grace period while it is in one; on hold and paused it is over, and says nothing of what was paid.';

create or replace function private.google_product(p_about jsonb, p_purchase jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- purchases.products counts its states, productsv2 names them.
  v_state text := coalesce(
    p_purchase #>> '{purchaseStateContext,purchaseState}',
    case p_purchase -> 'purchaseState' when '0' then 'PURCHASED' when '1' then 'CANCELLED' when '2' then 'PENDING' end);
  v_transaction jsonb := jsonb_build_object(
    'token', p_about -> 'purchaseToken',
    'transaction_id', p_purchase -> 'orderId',
    'purchased_at', coalesce(
      p_purchase ->> 'purchaseCompletionTime', private.store_time('purchaseTimeMillis', p_purchase -> 'purchaseTimeMillis', 1000)));
  v_lines jsonb := nullif(p_purchase -> 'productLineItem', 'null');
  v_transactions jsonb;
begin
  select jsonb_agg(jsonb_strip_nulls(v_transaction || jsonb_build_object(
           'product_id', i.line -> 'productId', 'quantity', coalesce(i.line #> '{productOfferDetails,quantity}', '1'))) order by i.n)
    into v_transactions
    from jsonb_array_elements(coalesce(v_lines, '[]')) with ordinality as i (line, n);
  return jsonb_build_object('account_token', p_purchase -> 'obfuscatedExternalAccountId')
    || case when v_state <> 'PURCHASED' then jsonb_build_object('native', jsonb_build_object('type', 'ONE_TIME_PRODUCT_' || v_state)) else '{}' end
    || case when jsonb_array_length(v_transactions) > 1 then jsonb_build_object('transactions', v_transactions)
      else jsonb_build_object('transaction', coalesce(v_transactions -> 0, v_transaction || jsonb_build_object(
        'product_id', coalesce(p_purchase -> 'productId', p_about -> 'sku'), 'quantity', p_purchase -> 'quantity'))) end;
end;
$$;
revoke all on function private.google_product(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.google_product(jsonb, jsonb) is 'What a oneTimeProductNotification and a productsv2 (or products) resource say, as members of an event.
A purchase that is pending or canceled gets a type that nothing is mapped to.';

create or replace function private.google_void(p_about jsonb, p_purchase jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_line jsonb := coalesce(p_purchase #> '{productLineItem,0,productOfferDetails}', p_purchase);
  v_quantity bigint;
  v_is_total boolean;
begin
  -- refundType 2: some of a quantity. An entry of voidedpurchases says how many of it this void gives back, a product how many are left.
  if p_about -> 'refundType' = '2' then
    v_quantity := private.json_integer(p_purchase, 'voidedQuantity', 1, 1000000);
    v_is_total := v_quantity is null;
    if v_is_total then
      v_quantity := private.json_integer(v_line, 'quantity', 1, 1000000) - coalesce(private.json_integer(v_line, 'refundableQuantity', 0, 1000000), 0);
    end if;
    if v_quantity is null then
      raise sqlstate 'PT400' using
        message = 'p_purchase is missing',
        hint = 'Pass the purchases.productsv2 of the purchaseToken, or the entry of purchases.voidedpurchases: the notification does not say how many were voided.';
    end if;
  end if;
  return jsonb_build_object('transaction', jsonb_build_object(
    'token', p_about -> 'purchaseToken',
    'transaction_id', p_about -> 'orderId',
    'product_id', coalesce(p_purchase #> '{productLineItem,0,productId}', p_purchase -> 'productId'),
    -- At least one, though the resource may be older than the notification.
    'quantity', case when v_quantity < 1 then 1 else v_quantity end,
    'refund_is_total', v_is_total or null));
end;
$$;
revoke all on function private.google_void(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.google_void(jsonb, jsonb) is 'What a voidedPurchaseNotification says, as members of an event, with the quantity that a void of part of it gives back.';

create or replace function private.google_price(p_money jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- google.type.Money: units is a string, zeros are left out.
  return jsonb_build_object(
    'price_micros', coalesce((p_money ->> 'units')::numeric, 0) * 1000000 + div(coalesce((p_money ->> 'nanos')::numeric, 0), 1000),
    'currency', p_money -> 'currencyCode');
end;
$$;
revoke all on function private.google_price(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.google_price(jsonb) is 'google.type.Money as {price_micros, currency}.';
commit;
