create or replace function private.event_argument(
  p_event jsonb,
  out event public.subscription_events, out is_known boolean, out account_token text,
  out quantity integer, out refund_percentage integer, out payload jsonb)
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := private.json_object_argument('p_event', p_event, 32768, array[
    'store', 'environment', 'notification_id', 'type', 'native', 'occurred_at', 'user_id', 'account_token', 'transaction', 'renewal']);
  v_native jsonb := private.json_object_argument('native', coalesce(v_event -> 'native', '{}'), 1024, array['type', 'subtype']);
  v_transaction jsonb := private.json_object_argument('transaction', coalesce(v_event -> 'transaction', '{}'), 32768, array[
    'transaction_id', 'original_transaction_id', 'product_id', 'token', 'linked_token', 'token_sha256', 'linked_token_sha256',
    'purchased_at', 'expires_at', 'grace_expires_at', 'revoked_at', 'price_micros', 'currency', 'quantity', 'refund_percentage']);
  v_renewal jsonb := private.json_object_argument('renewal', coalesce(v_event -> 'renewal', '{}'), 4096, array[
    'will_renew', 'pending_product_id', 'cancel_reason', 'resumes_at']);
  v_neutral constant text[] := array[
    'started', 'renewed', 'recovered', 'canceled', 'uncanceled', 'grace', 'billing_retry', 'paused', 'product_changed', 'price_changed',
    'extended', 'expired', 'refunded', 'revoked', 'refund_reversed'];
  v_type text := nullif(private.json_text(v_event, 'type', 64), '');
begin
  event.store := private.json_choice(v_event, 'store', array['apple', 'google', 'stripe', 'web']);
  event.environment := private.json_choice(v_event, 'environment', array['production', 'sandbox']);
  event.notification_id := private.json_required_text(v_event, 'notification_id', 200);
  event.occurred_at := private.json_timestamp(v_event, 'occurred_at');
  event.user_id := private.json_uuid(v_event, 'user_id');
  account_token := nullif(private.json_text(v_event, 'account_token', 200), '');
  if event.occurred_at is null then
    raise sqlstate 'PT400' using message = 'occurred_at is missing';
  elsif v_type is null and v_native -> 'type' is null then
    raise sqlstate 'PT400' using message = 'type or native.type is missing';
  elsif jsonb_typeof(v_native -> 'type') not in ('string', 'number') or jsonb_typeof(v_native -> 'subtype') not in ('string', 'number')
     or length(v_native ->> 'type') not between 1 and 64 or length(v_native ->> 'subtype') > 64 then
    raise sqlstate 'PT400' using message = 'native.type and native.subtype must be strings of at most 64 characters, or numbers';
  end if;
  event.event_type := coalesce(v_type, private.store_event_type(event.store, v_native ->> 'type', v_native ->> 'subtype'));
  is_known := coalesce(event.event_type = any (v_neutral), false);
  event.event_type := coalesce(event.event_type, left(concat_ws('.', v_native ->> 'type', nullif(v_native ->> 'subtype', '')), 64));

  event.transaction_id := nullif(private.json_text(v_transaction, 'transaction_id', 200), '');
  event.original_transaction_id := nullif(private.json_text(v_transaction, 'original_transaction_id', 200), '');
  event.product_id := nullif(private.json_text(v_transaction, 'product_id', 200), '');
  event.token_sha256 := coalesce(
    encode(sha256(convert_to(nullif(private.json_text(v_transaction, 'token', 16384), ''), 'UTF8')), 'hex'),
    private.json_text(v_transaction, 'token_sha256', 64));
  event.linked_token_sha256 := coalesce(
    encode(sha256(convert_to(nullif(private.json_text(v_transaction, 'linked_token', 16384), ''), 'UTF8')), 'hex'),
    private.json_text(v_transaction, 'linked_token_sha256', 64));
  event.purchased_at := private.json_timestamp(v_transaction, 'purchased_at');
  event.expires_at := private.json_timestamp(v_transaction, 'expires_at');
  event.grace_expires_at := private.json_timestamp(v_transaction, 'grace_expires_at');
  event.revoked_at := private.json_timestamp(v_transaction, 'revoked_at');
  event.price_micros := private.json_integer(v_transaction, 'price_micros', 0, 1000000000000000);
  event.currency := private.json_text(v_transaction, 'currency', 3);
  quantity := coalesce(private.json_integer(v_transaction, 'quantity', 1, 100), 1);
  refund_percentage := coalesce(private.json_integer(v_transaction, 'refund_percentage', 0, 100), 100);
  event.will_renew := private.json_boolean(v_renewal, 'will_renew');
  event.pending_product_id := nullif(private.json_text(v_renewal, 'pending_product_id', 200), '');
  event.cancel_reason := nullif(private.json_text(v_renewal, 'cancel_reason', 200), '');
  event.resumes_at := private.json_timestamp(v_renewal, 'resumes_at');
  if (event.price_micros is null) <> (event.currency is null) or event.currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'price_micros and currency (ISO 4217) go together';
  elsif event.token_sha256 !~ '^[0-9a-f]{64}$' or event.linked_token_sha256 !~ '^[0-9a-f]{64}$' then
    raise sqlstate 'PT400' using message = 'token_sha256 and linked_token_sha256 must be SHA-256 in lower-case hex';
  elsif event.expires_at <= event.purchased_at then
    raise sqlstate 'PT400' using message = 'expires_at must be later than purchased_at';
  elsif is_known and event.transaction_id is null then
    raise sqlstate 'PT400' using message = 'transaction.transaction_id is missing';
  elsif is_known and event.event_type = 'started' and event.product_id is null then
    raise sqlstate 'PT400' using message = 'transaction.product_id is missing';
  end if;
  select p.plan into event.plan
    from private.store_products as p
   where p.store = event.store and p.product_id = event.product_id;

  payload := v_event || jsonb_build_object('transaction', jsonb_strip_nulls(
    v_transaction - 'token' - 'linked_token'
    || jsonb_build_object('token_sha256', event.token_sha256, 'linked_token_sha256', event.linked_token_sha256)));
end;
$$;
revoke all on function private.event_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_argument(jsonb) is 'A store event as apply_store_event takes it, checked (PT400) and typed: the row of subscription_events that it will be, whether its type is one that changes something, and payload: the event with SHA-256 in place of tokens, which this function reads again.';
