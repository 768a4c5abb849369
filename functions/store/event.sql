create or replace function private.event_argument(
  p_event jsonb,
  out store text, out environment text, out notification_id text, out event_type text, out occurred_at timestamptz, out user_id uuid,
  out transaction_id text, out original_transaction_id text, out product_id text, out plan text, out token_sha256 text, out linked_token_sha256 text,
  out purchased_at timestamptz, out expires_at timestamptz, out grace_expires_at timestamptz, out revoked_at timestamptz,
  out price_micros bigint, out currency text,
  out will_renew boolean, out pending_product_id text, out cancel_reason text, out resumes_at timestamptz,
  out is_known boolean, out is_refund boolean, out kind text, out account_token text, out quantity integer, out refund_percentage integer,
  out refund_id text, out refund_is_total boolean, out receipts text[], out payload jsonb, out redemption_id uuid, out account_id uuid, out account_sha256 text,
  out is_delivery boolean, out is_again boolean)
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := private.json_object_argument('p_event', p_event, 32768, array[
    'store', 'environment', 'notification_id', 'type', 'native', 'occurred_at', 'user_id', 'account_token', 'transaction', 'renewal']);
  v_native jsonb := '{}'::jsonb;
  v_transaction jsonb := '{}'::jsonb;
  v_renewal jsonb := '{}'::jsonb;
  v_neutral constant text[] := array[
    'started', 'renewed', 'recovered', 'canceled', 'uncanceled', 'grace', 'billing_retry', 'paused', 'product_changed', 'price_changed',
    'extended', 'expired', 'refunded', 'revoked', 'refund_reversed', 'snapshot'];
begin
  if v_event ? 'native' then
    v_native := private.json_object_argument('native', v_event -> 'native', 1024, array['type', 'subtype']);
  end if;
  if v_event ? 'transaction' then
    v_transaction := private.json_object_argument('transaction', v_event -> 'transaction', 32768, array[
      'transaction_id', 'original_transaction_id', 'product_id', 'token', 'linked_token', 'token_sha256', 'linked_token_sha256',
      'purchased_at', 'expires_at', 'grace_expires_at', 'revoked_at', 'price_micros', 'currency', 'quantity', 'refund_percentage',
      'refund_id', 'refund_is_total', 'redemption_id']);
  end if;
  if v_event ? 'renewal' then
    v_renewal := private.json_object_argument('renewal', v_event -> 'renewal', 4096, array[
      'will_renew', 'pending_product_id', 'cancel_reason', 'resumes_at']);
  end if;

  store := private.json_text(v_event, 'store', 200);
  environment := private.json_choice(v_event, 'environment', array['production', 'sandbox']);
  notification_id := private.json_required_text(v_event, 'notification_id', 200);
  occurred_at := private.json_timestamp(v_event, 'occurred_at');
  user_id := private.json_uuid(v_event, 'user_id');
  account_token := nullif(private.json_text(v_event, 'account_token', 200), '');
  event_type := nullif(private.json_text(v_event, 'type', 64), '');
  if occurred_at is null then
    raise sqlstate 'PT400' using message = 'occurred_at is missing';
  elsif event_type is null and v_native -> 'type' is null then
    raise sqlstate 'PT400' using message = 'type or native.type is missing';
  elsif jsonb_typeof(v_native -> 'type') not in ('string', 'number') or jsonb_typeof(v_native -> 'subtype') not in ('string', 'number')
     or length(v_native ->> 'type') not between 1 and 64 or length(v_native ->> 'subtype') > 64 then
    raise sqlstate 'PT400' using message = 'native.type and native.subtype must be strings of at most 64 characters, or numbers';
  end if;
  if event_type is null then
    event_type := private.store_event_type(store, v_native ->> 'type', v_native ->> 'subtype');
  end if;
  is_known := coalesce(event_type = any (v_neutral), false);
  event_type := coalesce(event_type, left(concat_ws('.', v_native ->> 'type', nullif(v_native ->> 'subtype', '')), 64));

  -- The account that it names, whether or not there is one: by its id, or by the SHA-256 of that.
  account_id := coalesce(user_id, case when account_token ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then account_token::uuid end);
  account_sha256 := case
    when account_id is not null then private.account_sha256(account_id)
    when account_token ~* '^[0-9a-f]{64}$' then lower(account_token) end;

  transaction_id := nullif(private.json_text(v_transaction, 'transaction_id', 200), '');
  original_transaction_id := nullif(private.json_text(v_transaction, 'original_transaction_id', 200), '');
  product_id := nullif(private.json_text(v_transaction, 'product_id', 200), '');
  token_sha256 := coalesce(
    encode(sha256(convert_to(nullif(private.json_text(v_transaction, 'token', 16384), ''), 'UTF8')), 'hex'),
    private.json_text(v_transaction, 'token_sha256', 64));
  linked_token_sha256 := coalesce(
    encode(sha256(convert_to(nullif(private.json_text(v_transaction, 'linked_token', 16384), ''), 'UTF8')), 'hex'),
    private.json_text(v_transaction, 'linked_token_sha256', 64));
  purchased_at := private.json_timestamp(v_transaction, 'purchased_at');
  expires_at := private.json_timestamp(v_transaction, 'expires_at');
  grace_expires_at := private.json_timestamp(v_transaction, 'grace_expires_at');
  revoked_at := private.json_timestamp(v_transaction, 'revoked_at');
  price_micros := private.json_integer(v_transaction, 'price_micros', 0, 1000000000000000);
  currency := private.json_text(v_transaction, 'currency', 3);
  quantity := private.json_integer(v_transaction, 'quantity', 1, 100);
  redemption_id := private.json_uuid(v_transaction, 'redemption_id');
  refund_percentage := coalesce(private.json_integer(v_transaction, 'refund_percentage', 0, 100), 100);
  refund_is_total := coalesce(private.json_boolean(v_transaction, 'refund_is_total'), false);
  refund_id := nullif(private.json_text(v_transaction, 'refund_id', 200), '');
  will_renew := private.json_boolean(v_renewal, 'will_renew');
  pending_product_id := nullif(private.json_text(v_renewal, 'pending_product_id', 200), '');
  cancel_reason := nullif(private.json_text(v_renewal, 'cancel_reason', 200), '');
  resumes_at := private.json_timestamp(v_renewal, 'resumes_at');
  if (price_micros is null) <> (currency is null) or currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'price_micros and currency (ISO 4217) go together';
  elsif token_sha256 !~ '^[0-9a-f]{64}$' or linked_token_sha256 !~ '^[0-9a-f]{64}$' then
    raise sqlstate 'PT400' using message = 'token_sha256 and linked_token_sha256 must be SHA-256 in lower-case hex';
  elsif is_known and coalesce(transaction_id, token_sha256) is null
        and (original_transaction_id is null or event_type in ('started', 'renewed', 'recovered', 'snapshot')) then
    raise sqlstate 'PT400' using message = 'transaction.transaction_id is missing';
  elsif is_known and product_id is null and (event_type = 'started' or (event_type = 'snapshot' and original_transaction_id is null)) then
    raise sqlstate 'PT400' using message = 'transaction.product_id is missing';
  end if;

  is_refund := event_type in ('refunded', 'revoked') or revoked_at is not null;
  select s.store, p.kind, p.plan into store, kind, plan
    from private.stores as s
    left join private.store_products as p on p.store = s.store and p.product_id = event_argument.product_id
   where s.store = event_argument.store;
  if not found then
    store := private.json_store(v_event);
  end if;
  if product_id is not null then
    kind := coalesce(kind, 'unknown');
  elsif event_type not in ('refunded', 'revoked', 'refund_reversed') then
    kind := 'subscription';
  end if;
  -- A paid period without an order, as licence testers have it, goes by its token.
  if kind = 'subscription' and transaction_id is null and event_type in ('started', 'renewed', 'recovered', 'snapshot') then
    transaction_id := 'token:' || token_sha256;
  end if;
  receipts := array_remove(array[
    transaction_id, original_transaction_id, 'token:' || token_sha256, 'token:' || linked_token_sha256], null);
  is_delivery := true;
  is_again := false;
  payload := v_event || jsonb_build_object('transaction', jsonb_strip_nulls(
    v_transaction - 'token' - 'linked_token'
    || jsonb_build_object('token_sha256', token_sha256, 'linked_token_sha256', linked_token_sha256)));
end;
$$;
revoke all on function private.event_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_argument(jsonb) is 'A store event with one transaction, as apply_store_event takes it, checked (PT400) and typed.
With it: whether its type is one that changes something; whether it gives money back; what it is about (subscription, credits, course, custom_course; unknown for a product that
private.store_products does not know; NULL for a refund that names no product: the claim of its receipt says it); under what its receipt is claimed (its
transaction, the first transaction, its purchase token and the one that that replaces); the account that it names (account_sha256, and its id where the event
has it); is_delivery: it comes from a store just now; is_again (set by the caller): it has waited; and payload: the event with SHA-256 in place of tokens, which this function reads again.';

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
         -- A subtype that is new is judged by its type.
         when t.message is null then t.native_type = p_type and t.native_subtype in (p_subtype, '')
         -- Google: by name, by member and number (or name), or a subscription's by its number alone.
         else t.native_type = p_type
           or (t.message = p_type and (t.native_code is null or p_subtype in (t.native_code::text, t.native_type)))
           or (t.message = 'subscriptionNotification' and t.native_code::text = p_type)
       end
     order by t.native_subtype desc
     limit 1);
end;
$$;
revoke all on function private.store_event_type(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_event_type(text, text, text) is 'Store-neutral type of a store''s notification; NULL when the type is unknown or nothing is to be done about it.
Apple: notificationType and subtype, a new subtype as its type without one. Google: the constant (SUBSCRIPTION_RENEWED), or the member and its notificationType (subscriptionNotification, 2),
or a subscription''s number alone.';

create or replace function private.event_claims(
  p_store text, p_environment text, p_receipts text[],
  p_user_id uuid default null, p_original_transaction_id text default null, p_at timestamptz default null,
  out receipts text[], out holders uuid[], out kinds text[], out originals text[], out made text[])
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  select array_agg(c.receipt) filter (where not c.is_new), array_agg(c.holder) filter (where not c.is_new),
         array_agg(c.kind) filter (where not c.is_new), array_agg(c.original) filter (where not c.is_new), array_agg(c.receipt) filter (where c.is_new)
    into receipts, holders, kinds, originals, made
    from private.claim_receipt(
      p_store, p_environment, p_receipts, p_user_id, case when p_user_id is not null then 'subscription' end, p_original_transaction_id, p_at,
      p_is_locked => p_user_id is not null) as c;
end;
$$;
revoke all on function private.event_claims(text, text, text[], uuid, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_claims(text, text, text[], uuid, text, timestamptz) is 'The claims on receipts as arrays of one order, that of p_receipts; NULL where nobody has any of them.
With p_user_id they are locked, and those that nobody has locked or claimed before (made) are the user''s, of that subscription.';

create or replace function private.event_owner(p_event record, p_holders uuid[])
returns uuid
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return coalesce(
    p_event.account_id, case when p_event.account_sha256 is not null then private.claim_account(p_event.account_sha256) end, p_holders[1]);
end;
$$;
revoke all on function private.event_owner(record, uuid[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_owner(record, uuid[]) is 'Whose an event is: the account that it names, by its id or its hash, which need not be made yet where it is an id.
Else whoever has claimed its transaction, the first transaction, its token or the token that that one replaces (p_holders, in this order); NULL: unknown.';

create or replace function private.event_answer(p_disposition text, p_user_id uuid, p_environment text, p_at timestamptz, p_state text default null)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_entitlements jsonb := '{}'::jsonb;
begin
  if p_state = 'active' then
    -- Whatever else entitles the user, too.
    v_entitlements := '{"state": "active", "entitled": true}';
  elsif p_user_id is not null then
    v_entitlements := private.my_entitlements(p_user_id, p_at);
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
revoke all on function private.event_answer(text, uuid, text, timestamptz, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_answer(text, uuid, text, timestamptz, text) is 'Answer to a store event: {ok, disposition, user_id, state, entitled, environment}, at a time that is not before the user''s clock.
p_state: that of the user''s subscription then, where the caller has it at hand.';

create or replace function private.keep_in_inbox(
  p_event record, p_disposition text, p_user_id uuid, p_payload jsonb, p_at timestamptz, p_waits_for text default null)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_waits_for text := coalesce(p_waits_for, case
    when p_disposition = 'orphan' then case when p_event.event_type in ('started', 'snapshot') then 'owner' else 'purchase' end end);
  v_deliveries integer := p_event.is_delivery::integer;
begin
  -- One that waits is judged again whenever it comes again; what it says now is what counts.
  insert into private.store_inbox as i (
    store, environment, notification_id, user_id, event_type, transaction_id, original_transaction_id, payload, disposition,
    occurred_at, received_at, bound_at, token_sha256, linked_token_sha256, account_sha256, waits_for)
  values (
    p_event.store, p_event.environment, p_event.notification_id, p_user_id, p_event.event_type, p_event.transaction_id,
    p_event.original_transaction_id, p_payload, p_disposition,
    p_event.occurred_at, p_at, case when p_user_id is not null then p_at end, p_event.token_sha256, p_event.linked_token_sha256,
    p_event.account_sha256, v_waits_for)
  on conflict (store, environment, notification_id) do update set
    user_id = excluded.user_id, event_type = excluded.event_type, transaction_id = excluded.transaction_id,
    original_transaction_id = excluded.original_transaction_id, payload = excluded.payload, disposition = excluded.disposition,
    occurred_at = excluded.occurred_at, bound_at = excluded.bound_at, token_sha256 = excluded.token_sha256,
    linked_token_sha256 = excluded.linked_token_sha256, account_sha256 = excluded.account_sha256, waits_for = excluded.waits_for,
    deliveries = i.deliveries + v_deliveries
  -- Or its purchase has bound it just now, with what else waited for it.
  where i.disposition in ('orphan', 'ignored') or (p_event.is_again and i.disposition = excluded.disposition and i.user_id = excluded.user_id);
  if not found then
    -- The same notification, delivered twice at once: the other one was first and is applied, and this one is a duplicate.
    raise sqlstate 'DH001';
  end if;
  return p_disposition;
end;
$$;
revoke all on function private.keep_in_inbox(record, text, uuid, jsonb, timestamptz, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.keep_in_inbox(record, text, uuid, jsonb, timestamptz, text) is 'Keeps a notification in the inbox, once, with what became of it, and returns that.
p_waits_for: as store_inbox.waits_for; for an orphan its owner or its purchase, if nothing is said. Raises DH001, to be looked at again, when it is there
already and applied.';

create or replace function private.store_time(p_name text, p_value jsonb, p_per_second integer)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_value is null or p_value = 'null' then
    return null;
  elsif jsonb_typeof(p_value) not in ('number', 'string') or p_value #>> '{}' !~ '^[0-9]{1,14}$' then
    raise sqlstate 'PT400' using message = format('%s must be a time in units of 1/%s s since 1970', p_name, p_per_second);
  end if;
  return to_char(
    (timestamptz '1970-01-01 00:00:00+00' + ((p_value #>> '{}')::bigint * (1000 / p_per_second)) * interval '1 millisecond') at time zone 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');
end;
$$;
revoke all on function private.store_time(text, jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_time(text, jsonb, integer) is 'A time that a store counts since 1970, in milliseconds (p_per_second 1000) or seconds (1), a number or a string, as RFC 3339 in UTC.
NULL when absent or null; PT400, which names p_name, when it is something else.';
