-- Deploy functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.take_subscription_event(p_event record, p_looks_first boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_owner uuid := p_event.account_id;
  v_claims record;
  v_at timestamptz;
  v_fold record;
  v_missing text[];
  v_tokens text[] := array[p_event.token_sha256, p_event.linked_token_sha256];
begin
  -- Nearly always the user is named, nobody else has to do with it, and it is the newest about the subscription. All else is looked at first.
  if p_looks_first then
    return private.take_connected_event(p_event, p_at);
  elsif v_owner is null and p_event.account_sha256 is not null then
    v_owner := private.claim_account(p_event.account_sha256);
  elsif v_owner is null then
    v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts);
    v_owner := v_claims.holders[1];
  end if;
  if v_owner is not null then
    v_at := private.lock_user(v_owner, p_at);
  end if;
  if v_at is null then
    -- Nothing is locked yet: nobody's, of no account yet, or of an erased one.
    return private.take_connected_event(p_event, p_at);
  end if;
  perform private.lock_receipt(p_event.store, p_event.environment, p_event.receipts);
  v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts);
  -- Somebody else's, something else's, or an orphan names it too (each part has its partial index).
  if v_owner <> any (v_claims.holders) or 'subscription' <> any (v_claims.kinds)
     or exists (
       select 1
         from private.store_inbox as i
        where i.store = p_event.store and i.environment = p_event.environment and i.disposition = 'orphan'
          and (i.transaction_id = any (p_event.receipts) or i.original_transaction_id = any (p_event.receipts)
               or i.token_sha256 = any (v_tokens) or i.linked_token_sha256 = any (v_tokens))) then
    raise sqlstate 'DH001';
  elsif not private.is_account_token(p_event.account_token, v_owner) then
    return private.refuse('account_token_mismatch');
  end if;
  v_fold := private.fold_event(p_event, v_owner, v_claims.receipts, v_claims.originals, v_at);
  if not v_fold.is_folded then
    raise sqlstate 'DH001';
  end if;
  v_missing := p_event.receipts;
  for v_place in 1 .. coalesce(cardinality(v_claims.receipts), 0) loop
    v_missing := array_remove(v_missing, v_claims.receipts[v_place]);
  end loop;
  if v_missing <> '{}' then
    perform private.claim_receipt(p_event.store, p_event.environment, v_missing, v_owner, 'subscription', v_fold.subscription_id, v_at);
  end if;
  perform private.keep_in_inbox(p_event, 'applied', v_owner, p_event.payload, v_at);
  if p_event.redemption_id is not null and not p_event.is_refund then
    perform private.use_redemption(
      v_owner, p_event.store, p_event.environment, p_event.transaction_id, p_event.product_id, p_event.redemption_id,
      coalesce(p_event.purchased_at, p_event.occurred_at), v_at);
  end if;
  perform private.settle_credits(v_owner, v_at);
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state,
    occurred_at, recorded_at, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros,
    currency, will_renew, pending_product_id, cancel_reason, resumes_at, refund_percentage)
  values (
    v_owner, p_event.store, p_event.environment, p_event.notification_id, p_event.event_type, 'applied', p_event.transaction_id,
    p_event.original_transaction_id, p_event.product_id, v_fold.state, p_event.occurred_at, v_at, p_event.plan, p_event.token_sha256,
    p_event.linked_token_sha256, p_event.purchased_at, p_event.expires_at, p_event.grace_expires_at, p_event.revoked_at, p_event.price_micros,
    p_event.currency, p_event.will_renew, p_event.pending_product_id, p_event.cancel_reason, p_event.resumes_at,
    nullif(p_event.refund_percentage, 100));
  if p_event.is_refund then
    perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, v_at);
  end if;
  return private.event_answer('applied', v_owner, p_event.environment, v_at);
end;
$$;
revoke all on function private.take_subscription_event(record, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_subscription_event(record, boolean, timestamptz) is 'Takes in one event about a subscription: the short way, on which one event more is folded into what one user has.
Where that is not exact (others have to do with it, it is late, something waits for it) it goes by take_connected_event: at once where nothing is locked yet,
else it raises DH001, to be called again with p_looks_first.';
commit;
