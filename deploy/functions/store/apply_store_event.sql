-- Deploy functions/store/apply_store_event: stamped from functions/store/apply_store_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.apply_store_event(p_event jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.apply_store_event(p_event, now());
end;
$$;
revoke all on function public.apply_store_event(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.apply_store_event(jsonb) to service_role;
comment on function public.apply_store_event(jsonb) is 'Takes in one verified notification of a store. Deliver in any order and as often as you like: every order ends alike.
Apple App Store Server Notifications V2, Google real-time developer notifications, or whatever the server makes of a receipt.
p_event: {store: apple|google|stripe|web, environment: production|sandbox, notification_id, occurred_at, type, user_id, account_token, transaction:
{transaction_id, original_transaction_id, product_id, token, linked_token, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros, currency,
quantity, refund_percentage, refund_id, refund_is_total, redemption_id}, transactions: [as transaction, …], renewal: {will_renew, pending_product_id,
cancel_reason, resumes_at}}. Instead of type (started, renewed, recovered, canceled, uncanceled, grace, billing_retry, paused, product_changed, price_changed, extended, expired, refunded, revoked,
refund_reversed, snapshot, test) pass native: {type, subtype} as the store calls it; private.store_event_types maps it.
store, environment, notification_id, occurred_at (at most a day ahead) and a type are needed. Every type that changes something needs a transaction_id or a
token, or, where it is no payment, an original_transaction_id; started, and a snapshot without an original_transaction_id, a product_id; started, renewed and recovered of a subscription an
expires_at. Leave out what the store did not say; cancel_reason is the store''s code: never pass what a user wrote, it is kept for good. purchased_at is
occurred_at where a new period comes without one. revoked_at counts for a refund from occurred_at when left out; a refund with a refund_percentage below 100
and without revoked_at takes no access away. A period that ends before it began is revoked at once. redemption_id: the redemption of a discount code that the
purchase used (redeem_discount).
snapshot: what a restore or a look-up of a purchase shows; what it does not say of the renewal stays as it is.
token: what names one subscription at the store (Google''s purchaseToken), whatever orders belong to it; never Apple''s app receipt, which holds several. A
cancellation, grace or hold that names a subscription by its token alone, or names the order that could not be paid, is about the last period before it.
transactions: the line items of an order, beside transaction or in its place, at most 50. Two products of one order are two periods (or purchases), by
(transaction_id, product_id). Each is taken in as an event of its own: the first under notification_id, the others under it and #2, #3 … in their order.
Whose it is: user_id, else the account whose id, or the SHA-256 of whose id in hex, is account_token, else whoever has claimed transaction_id,
original_transaction_id, token or linked_token. Nothing is lost by coming early: what is of nobody, or of an account that is not made yet, is kept and
applied when one of these is claimed or the account made (ensure_profile); an unknown type or product when the event is delivered, or replayed
(replay_store_events), after the type or product was added.
A subscription that entitles nobody any more moves to another account that is named. While it entitles the first one, events for a second one are kept, and
applied when that right ends or by transfer_subscription (settings.second_account_moves: at once). Events about credits and courses are purchases and refunds
like those passed to record_credit_purchase, record_course_purchase and their refund functions; they may name a token instead of transaction_id. refunded takes
refund_percentage (default 100) of quantity units (default all); refund_id is the store''s identifier of a refund or dispute, by which refund_reversed says
which one it undoes (else the latest before it that still stands); refund_is_total: it tells how much was given back in all until then, so that the greatest of
these counts and not their sum.
Answer: {ok, disposition, user_id, state, entitled, environment}. disposition: applied; stale (older than what was known: its transaction counts, newer
attributes stay); duplicate (applied before: nothing changes); orphan (it waits: for its owner, its account, the end of another account''s right, or its
purchase); ignored (test, unknown type or product, erased account). An orphan or ignored one that comes again is judged again. state and entitled are the
user''s, now; sandbox entitles testers only. Of several transactions the first in this order of dispositions: applied, stale, orphan, ignored, duplicate.
Refusals, after which nothing is kept: receipt_already_in_use (409; a purchase of another kind, or somebody else''s that cannot move), account_token_mismatch
(409; user_id or the owner is not who account_token says), and those of the purchase and refund functions for events about credits and courses: receipts_differ
(409), unknown_purchase (422), idempotency_mismatch (409), user_not_found (404; erased at this moment); PT400 for a bad argument.
Example: POST /rpc/apply_store_event {"p_event": {"store": "apple", "environment": "production", "notification_id": "5f3c…", "native": {"type": "DID_RENEW"},
"occurred_at": "2026-01-31T12:00:00Z", "transaction": {"transaction_id": "20000…2", "original_transaction_id": "20000…1", "product_id":
"dochub.premium.monthly", "purchased_at": "2026-01-31T12:00:00Z", "expires_at": "2026-02-28T12:00:00Z"}, "renewal": {"will_renew": true}}}.';

create or replace function private.apply_store_event(p_event jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_lines jsonb[] := private.event_lines(p_event);
  v_line jsonb;
  v_event record;
  v_looks_first boolean := cardinality(v_lines) > 1;
  v_answer jsonb;
  v_best jsonb;
  v_ranks constant text[] := array['applied', 'stale', 'orphan', 'ignored', 'duplicate'];
begin
  loop
    begin
      v_best := null;
      if cardinality(v_lines) > 1 then
        perform private.lock_events(v_lines, p_at);
      end if;
      foreach v_line in array v_lines loop
        v_event := private.event_argument(v_line);
        if v_event.occurred_at > p_at + interval '1 day' then
          raise sqlstate 'PT400' using message = 'occurred_at is more than a day ahead';
        end if;
        v_answer := private.take_event(v_event, v_looks_first, p_at);
        if cardinality(v_lines) = 1 then
          return v_answer;
        elsif v_answer -> 'ok' = 'false' then
          -- Of an event that is refused nothing is kept, of none of its transactions.
          raise sqlstate 'DH002';
        elsif v_best is null
              or array_position(v_ranks, v_answer ->> 'disposition') <= array_position(v_ranks, v_best ->> 'disposition') then
          -- The last of equals, which has seen what the others did.
          v_best := v_answer;
        end if;
      end loop;
      return v_best;
    exception
      -- What it found before it had its locks has changed, or it had not looked. Users are locked before receipts, so it gives back all
      -- its locks and starts anew.
      when sqlstate 'DH001' then
        v_looks_first := true;
      when sqlstate 'DH002' then
        return private.refuse(v_answer ->> 'code', (v_answer ->> 'details')::jsonb);
    end;
  end loop;
end;
$$;
revoke all on function private.apply_store_event(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_store_event(jsonb, timestamptz) is 'apply_store_event at a given time.';

create or replace function private.event_lines(p_event jsonb)
returns jsonb[]
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event jsonb := p_event - 'transactions';
  v_seen jsonb[] := '{}'::jsonb[];
  v_lines jsonb[] := '{}'::jsonb[];
  v_line jsonb;
begin
  if p_event is null or jsonb_typeof(p_event) <> 'object' or coalesce(p_event -> 'transactions', 'null') = 'null' then
    return array[p_event];
  elsif jsonb_typeof(p_event -> 'transactions') <> 'array' or jsonb_array_length(p_event -> 'transactions') not between 1 and 50
        or jsonb_typeof(p_event -> 'notification_id') is distinct from 'string' then
    raise sqlstate 'PT400' using message = 'transactions must be an array of 1 to 50 transactions, of an event with a notification_id';
  elsif coalesce(p_event -> 'transaction', 'null') <> 'null' then
    v_seen := array[p_event -> 'transaction'];
    v_lines := array[v_event];
  end if;
  for v_line in select * from jsonb_array_elements(p_event -> 'transactions') loop
    continue when v_line = any (v_seen);
    v_seen := v_seen || v_line;
    v_lines := v_lines || (v_event || jsonb_build_object('transaction', v_line)
      || case when v_lines <> '{}' then jsonb_build_object('notification_id', concat(v_event ->> 'notification_id', '#', cardinality(v_seen))) else '{}' end);
  end loop;
  return v_lines;
end;
$$;
revoke all on function private.event_lines(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_lines(jsonb) is 'A store event as one event for each of its transactions, which it says all else about: the first under its notification_id, the next as …#2, …#3.
So every line item is kept, waits and is folded for itself. An event with one transaction is itself.';

create or replace function private.take_event(p_event record, p_looks_first boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_kept record;
  v_claims record;
  v_kind text := p_event.kind;
  v_purchase record;
  v_owner uuid;
  v_is_alive boolean;
  v_waits_for text;
begin
  if p_event.user_id is not null and not private.is_account_token(p_event.account_token, p_event.user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  select i.disposition, i.user_id into v_kept
    from private.store_inbox as i
   where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = p_event.notification_id;
  -- What waits is judged again.
  if v_kept.disposition in ('applied', 'stale') then
    update private.store_inbox as i
       set deliveries = i.deliveries + 1
     where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = p_event.notification_id and p_event.is_delivery;
    return private.event_answer('duplicate', v_kept.user_id, p_event.environment, private.user_clock(v_kept.user_id, p_at));
  end if;

  if v_kind is null then
    -- A refund may not say what was bought: the claim does.
    v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts);
    v_kind := v_claims.kinds[1];
  end if;
  if not p_event.is_known or v_kind = 'unknown'
     or (v_kind <> 'subscription' and p_event.event_type not in ('started', 'snapshot', 'refunded', 'revoked', 'refund_reversed'))
     -- A custom course is bought for one of the user's own; record_custom_course_purchase names it.
     or (v_kind = 'custom_course' and p_event.event_type in ('started', 'snapshot')) then
    v_waits_for := case
      when p_event.event_type = 'test' then null
      when p_event.is_known then case when v_kind = 'unknown' then 'product' end
      -- Of a payment that nothing has told of yet (apply_stripe_event).
      when p_event.payload #>> '{native,subtype}' = 'payment_unknown' then 'purchase'
      -- Known, and nothing is to be done about it.
      when exists (
        select 1
          from private.store_event_types as t
         where t.store = p_event.store and t.event_type is null
           and (p_event.event_type in (
                  concat_ws('.', t.native_type, nullif(t.native_subtype, '')), concat_ws('.', t.message, t.native_code), t.native_code::text)
                or (t.native_type = p_event.payload #>> '{native,type}' and t.native_subtype = ''))) then null
      else 'type' end;
    v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts);
    v_owner := private.event_owner(p_event, v_claims.holders);
    -- An erasure under way is waited for: nothing of an erased account is kept.
    select u.erased_at is null into v_is_alive from public.user_profile as u where u.user_id = v_owner for key share;
    if v_is_alive is false then
      v_waits_for := null;
    end if;
    perform private.keep_in_inbox(p_event, 'ignored', null, case when v_is_alive is not false then p_event.payload end, p_at, v_waits_for);
    if p_event.is_refund then
      perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, p_at);
    end if;
    return private.event_answer('ignored', null, p_event.environment, p_at);
  elsif v_kind <> 'subscription' then
    v_purchase := p_event;
    v_purchase.is_again := v_kept.disposition is not null;
    if p_event.event_type = 'snapshot' then
      v_purchase.event_type := 'started';
    end if;
    -- Bought by who has no account yet: it waits for that.
    if v_purchase.event_type = 'started' and p_event.account_sha256 is not null and private.claim_account(p_event.account_sha256) is null then
      if private.claim_account(p_event.account_sha256, p_is_awaited => true) is not null then
        raise sqlstate 'DH001';
      end if;
      perform private.keep_in_inbox(p_event, 'orphan', null, p_event.payload, p_at, 'account');
      return private.event_answer('orphan', null, p_event.environment, p_at);
    end if;
    return private.take_purchase_event(v_kind, v_purchase, p_at);
  elsif p_event.event_type in ('started', 'renewed', 'recovered') and p_event.expires_at is null then
    raise sqlstate 'PT400' using message = 'transaction.expires_at is missing';
  end if;
  return private.take_subscription_event(p_event, p_looks_first, p_at);
end;
$$;
revoke all on function private.take_event(record, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_event(record, boolean, timestamptz) is 'Judges one event: delivered the first time, or one that waits in the inbox again. Answers as apply_store_event.
p_looks_first: looks whom it concerns before it takes locks. Raises DH001, to be called again so, when the locks that it took were not all.';

create or replace function private.bind_events(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_account constant text := private.account_sha256(p_user_id);
  v_keys jsonb[];
  v_again jsonb[];
  v_is_new boolean;
  v_is_awaited boolean;
begin
  select not exists (select 1 from public.ai_usage as u where u.user_id = p_user_id),
         exists (select 1 from private.store_inbox as i
                  where i.account_sha256 = v_account and i.user_id is null and i.payload is not null and i.disposition = 'orphan')
    into strict v_is_new, v_is_awaited;
  while v_is_new or v_is_awaited loop
    begin
      v_keys := private.events_for(v_account);
      perform private.lock_events(private.payloads(v_keys), p_at, p_user_id);
      if v_is_new then
        perform private.ensure_user(p_user_id, p_at);
      end if;
      -- Whoever kept an event for this account meanwhile was waited for.
      v_again := private.events_for(v_account);
      if v_again <> v_keys then
        raise sqlstate 'DH001';
      end if;
      perform private.judge_again(v_keys, p_at);
      return;
    exception
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
end;
$$;
revoke all on function private.bind_events(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bind_events(uuid, timestamptz) is 'Makes the account of the caller, if it is not there, and judges again what the stores told of it before. One look where there is nothing.
Called before the user''s lock is taken: it takes the locks of all whom those events concern.';

create or replace function private.events_for(p_account_sha256 text)
returns jsonb[]
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select jsonb_build_object('store', i.store, 'environment', i.environment, 'notification_id', i.notification_id)
      from private.store_inbox as i
     where i.account_sha256 = p_account_sha256 and i.user_id is null and i.payload is not null and i.disposition = 'orphan'
     order by i.occurred_at, i.notification_id collate "C"
     limit 100);
end;
$$;
revoke all on function private.events_for(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.events_for(text) is 'The orphans that name an account, at most a hundred, as judge_again takes them. A hundred more are judged with the next sign-in.';

create or replace function private.payloads(p_keys jsonb[])
returns jsonb[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select i.payload
      from unnest(p_keys) with ordinality as k (key, n)
      join private.store_inbox as i
        on i.store = k.key ->> 'store' and i.environment = k.key ->> 'environment' and i.notification_id = k.key ->> 'notification_id'
     where i.payload is not null
     order by k.n);
end;
$$;
revoke all on function private.payloads(jsonb[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.payloads(jsonb[]) is 'The events of the inbox with these keys, in the same order.';

create or replace function private.judge_again(p_keys jsonb[], p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key jsonb;
  v_kept record;
  v_event record;
  v_answer jsonb;
  v_became text;
  v_counts jsonb := '{}'::jsonb;
begin
  foreach v_key in array p_keys loop
    -- An earlier one may have taken it along.
    select i.payload, i.disposition into v_kept
      from private.store_inbox as i
     where i.store = v_key ->> 'store' and i.environment = v_key ->> 'environment' and i.notification_id = v_key ->> 'notification_id';
    v_became := v_kept.disposition;
    if v_kept.disposition in ('orphan', 'ignored') and v_kept.payload is not null then
      begin
        v_event := private.event_argument(v_kept.payload);
        v_event.is_delivery := false;
        v_answer := private.take_event(v_event, true, p_at);
        v_became := coalesce(v_answer ->> 'disposition', v_answer ->> 'code');
        if v_answer -> 'ok' = 'false' then
          raise sqlstate 'DH002';
        end if;
      exception
        -- Somebody is at it just now, or the store has to be told: it goes on waiting.
        when sqlstate 'DH001' then
          v_became := 'busy';
        when sqlstate 'DH002' then
          null;
      end;
    end if;
    v_counts := v_counts || jsonb_build_object(v_became, coalesce((v_counts ->> v_became)::integer, 0) + 1);
  end loop;
  return v_counts;
end;
$$;
revoke all on function private.judge_again(jsonb[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.judge_again(jsonb[], timestamptz) is 'Judges events of the inbox again, in their order, whoever they concern being locked by lock_events: {disposition (or the code of a refusal, or busy): how many}.';
commit;
