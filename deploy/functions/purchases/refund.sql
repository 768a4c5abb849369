-- Deploy functions/purchases/refund: stamped from functions/purchases/refund.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.refund(p_refund jsonb, p_kinds text[], p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund private.store_refunds := private.refund_argument(p_refund, p_at);
  v_claim private.receipt_claims;
  v_at timestamptz;
  v_kept private.store_refunds;
  v_field text;
begin
  loop
    select * into v_claim from private.receipt_claims as c
     where c.store = v_refund.store and c.environment = v_refund.environment and c.transaction_id = v_refund.transaction_id;
    if v_claim.user_id is not null then
      v_at := private.lock_user(v_claim.user_id, p_at);
      perform private.lock_receipt(v_refund.store, v_refund.environment, v_refund.transaction_id);
      exit;
    end if;
    -- Nobody's yet, or a link's that nobody has claimed. A user's lock comes before a receipt's, so when the purchase or
    -- the claim turns up just now, the receipt's lock is given back (with the subtransaction that took it) before the user's is taken.
    begin
      perform private.lock_receipt(v_refund.store, v_refund.environment, v_refund.transaction_id);
      if exists (select from private.receipt_claims as c
                  where c.store = v_refund.store and c.environment = v_refund.environment and c.transaction_id = v_refund.transaction_id
                    and (v_claim.store is null or c.user_id is not null)) then
        raise sqlstate 'DH001';
      end if;
      exit;
    exception
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
  if v_claim.kind <> all (p_kinds) then
    return private.refuse('unknown_purchase');
  end if;

  insert into private.store_refunds values (v_refund.*) on conflict (store, environment, notification_id) do nothing;
  if found and v_at is not null then
    perform private.settle_credits(v_claim.user_id, v_at);
    perform private.apply_waiting_refunds(v_claim.user_id, v_refund.store, v_refund.environment, v_refund.transaction_id, v_at);
    perform private.claw_back_reward(v_refund.store, v_refund.environment, v_refund.transaction_id, v_at);
    return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, v_at);
  elsif found then
    if v_claim.store is not null and v_claim.user_id is null then
      perform private.apply_waiting_refunds(null, v_refund.store, v_refund.environment, v_refund.transaction_id, p_at);
    end if;
    perform private.claw_back_reward(v_refund.store, v_refund.environment, v_refund.transaction_id, p_at);
    return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, p_at);
  end if;
  -- Known already. A notification that says something else under the same id would otherwise pass for applied.
  select * into strict v_kept from private.store_refunds as r
   where r.store = v_refund.store and r.environment = v_refund.environment and r.notification_id = v_refund.notification_id;
  v_field := case
    when v_kept.transaction_id <> v_refund.transaction_id then 'transaction_id'
    when v_kept.kind <> v_refund.kind then 'kind'
    when v_kept.refund_notification_id <> v_refund.refund_notification_id then 'refund_notification_id'
    when v_kept.percentage <> v_refund.percentage then 'percentage'
  end;
  if v_field is not null then
    return private.refuse('idempotency_mismatch', jsonb_build_object('field', v_field));
  end if;
  return private.refund_answer(v_refund.store, v_refund.environment, v_refund.notification_id, coalesce(v_at, p_at)) || '{"replayed": true}';
end;
$$;
revoke all on function private.refund(jsonb, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund(jsonb, text[], timestamptz) is 'Takes in a refund, chargeback or reversal of a purchase of one of the given kinds, and applies it when the purchase is known. The referral reward that the payment earned is taken back at once.';
commit;
