-- Deploy functions/store/apply_apple_notification: stamped from functions/store/apply_apple_notification.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.apply_apple_notification(p_notification jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.apply_apple_notification(p_notification, now());
end;
$$;
revoke all on function public.apply_apple_notification(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.apply_apple_notification(jsonb) to service_role;
comment on function public.apply_apple_notification(jsonb) is 'Takes in one App Store Server Notification (V2) as Apple''s server library decodes it once it has verified the signature.
p_notification: the decoded responseBodyV2DecodedPayload, with data.signedTransactionInfo and data.signedRenewalInfo replaced by their decoded objects: what
verifyAndDecodeNotification, verifyAndDecodeTransaction and verifyAndDecodeRenewalInfo give. Fields that are not known are ignored. At most 64 kB.
Only what apply_store_event takes is kept of it: notificationUUID (which tells repeats), type and subtype, the transaction, the renewal. Environments other than
Production (Sandbox, Xcode, LocalTesting) are the sandbox. Types and subtypes map by private.store_event_types; a subtype that is new counts as its type.
Kept, and ignored: a type that is new, TEST, summaries, external purchase tokens, rescinded consent, consumption requests.
Answer: that of apply_store_event, {ok, disposition, user_id, state, entitled, environment}; for a CONSUMPTION_REQUEST also consumption: what consumption_report
says of the transaction, where its user is known (null: nobody has claimed it).
Refusals: as for apply_store_event; PT400 for what is no decoded notification.
Example: POST /rpc/apply_apple_notification {"p_notification": {"notificationType": "DID_RENEW", "notificationUUID": "5f3c…", "signedDate": 1767225600000,
"data": {"environment": "Production", "signedTransactionInfo": {"transactionId": "20000…2", "originalTransactionId": "20000…1", "productId":
"dochub.premium.monthly", "purchaseDate": 1767225600000, "expiresDate": 1769904000000, "price": 9990, "currency": "USD"},
"signedRenewalInfo": {"autoRenewStatus": 1, "autoRenewProductId": "dochub.premium.monthly"}}}}.';

create or replace function private.apply_apple_notification(p_notification jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := private.apple_event(p_notification);
  v_answer jsonb := private.apply_store_event(v_event, p_at);
  v_claim record;
begin
  if v_event #>> '{native,type}' = 'CONSUMPTION_REQUEST' and v_answer -> 'ok' = 'true' then
    select c.holder into v_claim
      from private.claim_receipt('apple', v_event ->> 'environment', array[v_event #>> '{transaction,transaction_id}']) as c;
    v_answer := v_answer || jsonb_build_object('consumption', case when v_claim.holder is not null then
      private.consumption_report(v_claim.holder, v_event #>> '{transaction,transaction_id}', 'apple', v_event ->> 'environment', p_at) end);
  end if;
  return v_answer;
end;
$$;
revoke all on function private.apply_apple_notification(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_apple_notification(jsonb, timestamptz) is 'apply_apple_notification at a given time.';

create or replace function private.apple_event(p_notification jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_notification jsonb := private.json_object_argument('p_notification', p_notification, 65536, null);
  v_data jsonb := coalesce(v_notification -> 'data', v_notification -> 'summary', v_notification -> 'appData');
  v_transaction jsonb := nullif(v_data -> 'signedTransactionInfo', 'null');
  v_renewal jsonb := nullif(v_data -> 'signedRenewalInfo', 'null');
  v_type text := v_notification ->> 'notificationType';
  v_environment text := coalesce(v_data ->> 'environment', v_transaction ->> 'environment', v_renewal ->> 'environment');
  v_bought bigint := coalesce(private.json_integer(v_transaction, 'quantity', 0, 1000000), 1);
  v_share bigint := private.json_integer(v_transaction, 'revocationPercentage', 0, 100000);
  v_is_whole boolean := v_bought > 1 and v_share < 100000 and v_share > 0
    and abs(v_share * v_bought - round(v_share * v_bought / 100000.0) * 100000) <= v_bought;
  v_gives_back boolean := v_type in ('REFUND', 'REFUND_REVERSED', 'REVOKE') or v_transaction ? 'revocationDate';
begin
  if jsonb_typeof(v_transaction) <> 'object' or jsonb_typeof(v_renewal) <> 'object' then
    raise sqlstate 'PT400' using
      message = 'data.signedTransactionInfo and data.signedRenewalInfo must be their decoded objects',
      hint = 'Replace them by what verifyAndDecodeTransaction and verifyAndDecodeRenewalInfo give.';
  elsif v_notification ? 'externalPurchaseToken' then
    v_environment := case when v_notification #>> '{externalPurchaseToken,externalPurchaseId}' like 'SANDBOX%' then 'Sandbox' else 'Production' end;
  end if;
  return jsonb_strip_nulls(jsonb_build_object(
    'store', 'apple',
    'environment', case when v_environment = 'Production' then 'production' else 'sandbox' end,
    'notification_id', v_notification -> 'notificationUUID',
    'native', jsonb_build_object('type', v_notification -> 'notificationType', 'subtype', v_notification -> 'subtype'),
    'occurred_at', private.store_time('signedDate', v_notification -> 'signedDate', 1000),
    'account_token', coalesce(v_transaction ->> 'appAccountToken', v_renewal ->> 'appAccountToken'),
    'transaction', jsonb_build_object(
      'transaction_id', v_transaction ->> 'transactionId',
      'original_transaction_id', coalesce(v_transaction ->> 'originalTransactionId', v_renewal ->> 'originalTransactionId'),
      'product_id', v_transaction ->> 'productId',
      'purchased_at', private.store_time('purchaseDate', v_transaction -> 'purchaseDate', 1000),
      'expires_at', private.store_time('expiresDate', v_transaction -> 'expiresDate', 1000),
      'grace_expires_at', private.store_time('gracePeriodExpiresDate', v_renewal -> 'gracePeriodExpiresDate', 1000),
      'revoked_at', private.store_time('revocationDate', v_transaction -> 'revocationDate', 1000),
      -- How many were bought; of a refund, how many of them were given back, where that is a whole number.
      'quantity', case when not v_gives_back then v_bought when v_is_whole then round(v_share * v_bought / 100000.0) end,
      -- Thousandths of a percent.
      'refund_percentage', case when not v_is_whole then ceil(v_share / 1000.0) end,
      'refund_is_total', v_share < 100000 or null)
      -- Thousandths of the currency's unit.
      || case when v_transaction ? 'price' and v_transaction ? 'currency' then jsonb_build_object(
        'price_micros', private.json_integer(v_transaction, 'price', 0, 1000000000000) * 1000,
        'currency', upper(v_transaction ->> 'currency')) else '{}' end,
    'renewal', jsonb_build_object(
      'will_renew', private.json_integer(v_renewal, 'autoRenewStatus', 0, 1) = 1,
      'pending_product_id', v_renewal ->> 'autoRenewProductId',
      'cancel_reason', v_renewal ->> 'expirationIntent')));
end;
$$;
revoke all on function private.apple_event(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apple_event(jsonb) is 'A decoded App Store Server Notification as apply_store_event takes it. PT400 for what is none.';
commit;
