-- Deploy functions/store/event: stamped from functions/store/event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.keep_in_inbox(
  p_disposition text, p_user_id uuid, p_event public.subscription_events, p_payload jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_disposition <> 'duplicate' then
    insert into private.store_inbox as i (
      store, environment, notification_id, user_id, event_type, transaction_id, original_transaction_id, payload, disposition,
      occurred_at, received_at, bound_at, token_sha256, linked_token_sha256)
    values (
      p_event.store, p_event.environment, p_event.notification_id, p_user_id, p_event.event_type, p_event.transaction_id,
      p_event.original_transaction_id, p_payload, p_disposition,
      p_event.occurred_at, p_at, case when p_user_id is not null then p_at end, p_event.token_sha256, p_event.linked_token_sha256)
    on conflict (store, environment, notification_id) do nothing;
    if found then
      if p_event.event_type in ('refunded', 'revoked') or p_event.revoked_at is not null then
        perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, p_at);
      end if;
      return private.event_answer(p_disposition, p_user_id, p_event.environment, p_at);
    end if;
  end if;
  -- The same notification, delivered twice at once: the other one was first.
  update private.store_inbox as i
     set deliveries = i.deliveries + 1
   where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = p_event.notification_id
  returning i.user_id into p_user_id;
  return private.event_answer('duplicate', p_user_id, p_event.environment, p_at);
end;
$$;
revoke all on function private.keep_in_inbox(text, uuid, public.subscription_events, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.keep_in_inbox(text, uuid, public.subscription_events, jsonb, timestamptz) is 'Keeps a notification in the inbox, once, and returns the answer to it; duplicate when it is there already. Called last, under the receipt''s lock: when the event refunds a payment that earned a referral reward, this takes the reward back.';

create or replace function private.event_answer(p_disposition text, p_user_id uuid, p_environment text, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entitlements jsonb := jsonb_build_object();
begin
  if p_user_id is not null then
    v_entitlements := private.my_entitlements(p_user_id, private.user_clock(p_user_id, p_at));
  end if;
  return jsonb_build_object(
    'ok', true,
    'disposition', p_disposition,
    'user_id', p_user_id,
    'state', v_entitlements -> 'state',
    'entitled', coalesce(v_entitlements -> 'entitled', 'false'),
    'environment', p_environment);
end;
$$;
revoke all on function private.event_answer(text, uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_answer(text, uuid, text, timestamptz) is 'Answer to a store event: {ok, disposition, user_id, state, entitled, environment}.';

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

create or replace function private.store_event_type(p_store text, p_type text, p_subtype text)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select t.event_type
      from private.store_event_types as t
     where t.store = p_store
       and case
         when t.message is null then t.native_type = p_type and t.native_subtype = coalesce(p_subtype, '')
         -- Google: by name, by member and number (or name), or a subscription's by its number alone.
         else t.native_type = p_type
           or (t.message = p_type and (t.native_code is null or p_subtype in (t.native_code::text, t.native_type)))
           or (t.message = 'subscriptionNotification' and t.native_code::text = p_type)
       end);
end;
$$;
revoke all on function private.store_event_type(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_event_type(text, text, text) is 'Store-neutral type of a store''s notification; NULL when the type is unknown or nothing is to be done about it. Apple: notificationType and subtype. Google: the constant (SUBSCRIPTION_RENEWED), or the member and its notificationType (subscriptionNotification, 2), or a subscription''s number alone.';

create or replace function private.event_kind(p_event public.subscription_events)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_event.product_id is not null then
    return coalesce((
      select p.kind from private.store_products as p where p.store = p_event.store and p.product_id = p_event.product_id), 'unknown');
  elsif p_event.event_type not in ('refunded', 'revoked', 'refund_reversed') then
    return 'subscription';
  end if;
  -- A refund may not say what was bought: the claim does.
  return (
    select c.kind
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (private.event_refs(p_event))
     order by array_position(private.event_refs(p_event), c.transaction_id)
     limit 1);
end;
$$;
revoke all on function private.event_kind(public.subscription_events) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_kind(public.subscription_events) is 'What an event is about: subscription, credits, course, custom_course; unknown for a product that private.store_products does not know; NULL for a refund that names no product, of a receipt that nobody has claimed.';

create or replace function private.event_refs(p_event public.subscription_events)
returns text[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array_remove(array[
    p_event.transaction_id, p_event.original_transaction_id,
    'token:' || p_event.token_sha256, 'token:' || p_event.linked_token_sha256], null);
end;
$$;
revoke all on function private.event_refs(public.subscription_events) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_refs(public.subscription_events) is 'Under what the receipt of a subscription event is claimed in receipt_claims: its transaction, the first transaction, its purchase token and the token that that one replaces.';

create or replace function private.event_owner(p_event public.subscription_events, p_account_token text)
returns uuid
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner uuid := p_event.user_id;
  v_refs text[] := private.event_refs(p_event);
begin
  if v_owner is null and p_account_token ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    select u.user_id into v_owner from public.user_profile as u where u.user_id = p_account_token::uuid;
  end if;
  if v_owner is null then
    select c.user_id into v_owner
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_refs)
     order by array_position(v_refs, c.transaction_id)
     limit 1;
  end if;
  return v_owner;
end;
$$;
revoke all on function private.event_owner(public.subscription_events, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_owner(public.subscription_events, text) is 'Whose an event is: the user that it names, else the one whose uuid is its account token, else whoever has claimed its transaction, the first transaction, its token or the token that that one replaces; NULL: unknown.';
commit;
