-- Deploy functions/store/apply_store_event: stamped from functions/store/apply_store_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
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
quantity, refund_percentage, refund_id, redemption_id}, renewal: {will_renew, pending_product_id, cancel_reason, resumes_at}}. Instead of type (started, renewed, recovered, canceled,
uncanceled, grace, billing_retry, paused, product_changed, price_changed, extended, expired, refunded, revoked, refund_reversed, test) pass native: {type,
subtype} as the store calls it; private.store_event_types maps it. store, environment, notification_id, occurred_at and a type are needed, transaction_id
for every type that changes something, product_id for started, expires_at for started, renewed and recovered of a subscription. Leave out what the store
did not say; cancel_reason is the store''s code: never pass what a user wrote, it is kept for good. purchased_at is occurred_at where a new period comes
without one. revoked_at counts for a refund from occurred_at when left out. redemption_id: the redemption of a discount code that the purchase used (redeem_discount).
Whose it is: user_id, else the user whose uuid is account_token, else whoever has claimed transaction_id, original_transaction_id, token or linked_token.
Nobody: it is kept and applied when one of these is claimed. A subscription that entitles nobody any more moves to another user who is named; a live one
does not. Events about credits and courses are purchases and refunds like those passed to record_credit_purchase, record_course_purchase and their refund
functions; they may name a token instead of transaction_id. refunded takes refund_percentage (default 100) of quantity units (default all); refund_id is the store''s
identifier of a refund or dispute, by which refund_reversed says which one it undoes (else the latest before it that still stands).
Answer: {ok, disposition, user_id, state, entitled, environment}. disposition: applied; stale (older than what was known: its transaction counts, newer
attributes stay); duplicate (notification_id seen before: nothing changes); orphan (of unknown owner, or a refund that waits for its purchase); ignored
(test, unknown type or product, erased or unknown user). state and entitled are the user''s, now; sandbox entitles testers only.
Refusals, after which nothing is kept: receipt_already_in_use (409), account_token_mismatch (409); PT400 for a bad argument.
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
  v_event record;
  v_claims record;
  v_kind text;
  v_owner uuid;
  v_is_alive boolean;
  v_looks_first boolean := false;
begin
  select * into strict v_event from private.event_argument(p_event);
  if v_event.user_id is not null and not private.is_account_token(v_event.account_token, v_event.user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  loop
    begin
      update private.store_inbox as i
         set deliveries = i.deliveries + 1
       where i.store = v_event.store and i.environment = v_event.environment and i.notification_id = v_event.notification_id
      returning i.user_id into v_owner;
      if found then
        return private.event_answer('duplicate', v_owner, v_event.environment, private.user_clock(v_owner, p_at));
      end if;

      v_kind := v_event.kind;
      if v_kind is null then
        -- A refund may not say what was bought: the claim does.
        select * into strict v_claims from private.event_claims(v_event.store, v_event.environment, v_event.receipts);
        v_kind := v_claims.kinds[1];
      end if;
      if not v_event.is_known or v_kind = 'unknown'
         or (v_kind <> 'subscription' and v_event.event_type not in ('started', 'refunded', 'revoked', 'refund_reversed'))
         -- A custom course is bought for one of the user's own; record_custom_course_purchase names it.
         or (v_kind = 'custom_course' and v_event.event_type = 'started') then
        select * into strict v_claims from private.event_claims(v_event.store, v_event.environment, v_event.receipts);
        v_owner := private.event_owner(v_event, v_claims.holders);
        -- An erasure under way is waited for: nothing of an erased account is kept.
        perform 1 from public.user_profile as u where u.user_id = v_owner and u.erased_at is null for key share;
        v_is_alive := found;
        perform private.keep_in_inbox(v_event, 'ignored', null, case when v_is_alive or v_owner is null then v_event.payload end, p_at);
        if v_event.is_refund then
          perform private.claw_back_reward(v_event.store, v_event.environment, v_event.transaction_id, p_at);
        end if;
        return private.event_answer('ignored', null, v_event.environment, p_at);
      elsif v_kind <> 'subscription' then
        return private.take_purchase_event(v_kind, v_event, p_at);
      elsif v_event.event_type in ('started', 'renewed', 'recovered') and v_event.expires_at is null then
        raise sqlstate 'PT400' using message = 'transaction.expires_at is missing';
      end if;
      return private.take_subscription_event(v_kind, v_event, v_looks_first, p_at);
    exception
      -- What it found before it had its locks has changed, or it had not looked. Users are locked before receipts, so it gives back all
      -- its locks and starts anew.
      when sqlstate 'DH001' then
        v_looks_first := true;
    end;
  end loop;
end;
$$;
revoke all on function private.apply_store_event(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.apply_store_event(jsonb, timestamptz) is 'apply_store_event at a given time.';
commit;
