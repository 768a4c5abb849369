-- Deploy functions/store/purchase_event: stamped from functions/store/purchase_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.take_purchase_event(p_kind text, p_event record, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims record;
  v_owner uuid;
  v_erased_at timestamptz;
  v_purchase jsonb;
  v_answer jsonb;
begin
  select * into strict v_claims from private.event_claims(p_event.store, p_event.environment, p_event.receipts);
  v_owner := private.event_owner(p_event, v_claims.holders);
  select u.user_id, u.erased_at into v_owner, v_erased_at from public.user_profile as u where u.user_id = v_owner;
  if p_event.event_type <> 'started' then
    v_answer := private.refund_event(p_event, p_at);
    if v_erased_at is null or v_answer ->> 'user_id' is not null then
      v_owner := (v_answer ->> 'user_id')::uuid;
      v_erased_at := null;
    end if;
  elsif v_owner is not null and v_erased_at is null then
    v_purchase := jsonb_strip_nulls(jsonb_build_object(
      'store', p_event.store, 'environment', p_event.environment, 'transaction_id', p_event.transaction_id,
      'original_transaction_id', p_event.original_transaction_id, 'product_id', p_event.product_id, 'quantity', p_event.quantity,
      'price_micros', p_event.price_micros, 'currency', p_event.currency, 'token_sha256', p_event.token_sha256,
      'account_token', p_event.account_token, 'purchased_at', coalesce(p_event.purchased_at, p_event.occurred_at),
      'redemption_id', p_event.redemption_id));
    v_answer := case p_kind
      when 'credits' then private.record_credit_purchase(v_owner, v_purchase, p_at)
      else private.record_course_purchase(v_owner, v_purchase, p_at)
    end;
  end if;
  if v_answer -> 'ok' = 'false' then
    return v_answer;
  elsif v_erased_at is not null then
    -- An erased account does not come back, and nothing of it is kept.
    perform private.keep_in_inbox(p_event, 'ignored', v_owner, null, p_at);
    return private.event_answer('ignored', v_owner, p_event.environment, private.user_clock(v_owner, p_at));
  end if;
  perform private.keep_in_inbox(
    p_event, case when v_owner is null then 'orphan' else 'applied' end, v_owner, p_event.payload, p_at);
  return private.event_answer(
    case when v_owner is null then 'orphan' else 'applied' end, v_owner, p_event.environment, private.user_clock(v_owner, p_at));
end;
$$;
revoke all on function private.take_purchase_event(text, record, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_purchase_event(text, record, timestamptz) is 'Takes in one event about credits or a course that is not applied yet.
The same code as record_credit_purchase, record_course_purchase and the refund functions, whose refusals it passes on. Of a purchase that is recorded already,
under whichever of its receipts, it changes nothing. An orphan (nobody''s, or of an account that is not there yet) waits for its purchase.';

create or replace function private.refund_event(p_event record, p_at timestamptz, p_is_locked boolean default false)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_reversal constant boolean := p_event.event_type = 'refund_reversed';
  v_refund private.store_refunds;
begin
  v_refund.store := p_event.store;
  v_refund.environment := p_event.environment;
  v_refund.notification_id := case when v_is_reversal then p_event.notification_id else coalesce(p_event.refund_id, p_event.notification_id) end;
  v_refund.transaction_id := p_event.transaction_id;
  v_refund.token_sha256 := p_event.token_sha256;
  v_refund.kind := case when v_is_reversal then 'reversal' else 'refund' end;
  v_refund.refund_notification_id := case when v_is_reversal then p_event.refund_id end;
  v_refund.percentage := case when p_event.event_type = 'refunded' then p_event.refund_percentage else 100 end;
  v_refund.quantity := case when p_event.event_type = 'refunded' then p_event.quantity end;
  v_refund.is_total := p_event.refund_is_total;
  v_refund.occurred_at := p_event.occurred_at;
  return private.take_refund(v_refund, array['credits', 'course', 'custom_course'], p_at, p_is_locked);
end;
$$;
revoke all on function private.refund_event(record, timestamptz, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_event(record, timestamptz, boolean) is 'Hands an event refunded, revoked or refund_reversed about credits or a course to private.take_refund.
refunded takes refund_percentage of quantity units, revoked all. A reversal undoes the refund of its refund_id; where the store does not say which, the latest one before it that stands.';
commit;
