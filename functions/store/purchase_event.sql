create or replace function private.take_purchase_event(p_kind text, p_event record, p_token text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims record;
  v_owner uuid;
  v_profile_id uuid;
  v_is_alive boolean;
  v_purchase jsonb;
  v_answer jsonb;
  v_orphan record;
  v_event record;
  v_applied_at timestamptz;
begin
  select * into strict v_claims from private.event_claims(p_event.store, p_event.environment, p_event.receipts);
  v_owner := private.event_owner(p_event, v_claims.holders);
  v_is_alive := v_owner is null;
  if v_owner is not null then
    select u.user_id, u.erased_at is null into v_profile_id, v_is_alive from public.user_profile as u where u.user_id = v_owner;
  end if;
  if v_is_alive is not true then
    perform private.keep_in_inbox(p_event, 'ignored', v_profile_id, null, p_at);
    if p_event.is_refund then
      perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, p_at);
    end if;
    return private.event_answer('ignored', v_profile_id, p_event.environment, private.user_clock(v_profile_id, p_at));
  elsif p_event.event_type <> 'started' then
    v_answer := private.refund_event(p_event, p_event.refund_percentage, p_at);
    v_owner := (v_answer ->> 'user_id')::uuid;
  elsif v_owner is not null then
    v_purchase := jsonb_strip_nulls(jsonb_build_object(
      'store', p_event.store, 'environment', p_event.environment, 'transaction_id', p_event.transaction_id,
      'original_transaction_id', p_event.original_transaction_id, 'product_id', p_event.product_id, 'quantity', p_event.quantity,
      'price_micros', p_event.price_micros, 'currency', p_event.currency, 'token', p_token, 'account_token', p_event.account_token,
      'purchased_at', coalesce(p_event.purchased_at, p_event.occurred_at)));
    v_answer := case p_kind
      when 'credits' then private.record_credit_purchase(v_owner, v_purchase, p_at)
      else private.record_course_purchase(v_owner, v_purchase, p_at)
    end;
  end if;
  if v_answer -> 'ok' = 'false' then
    return v_answer;
  end if;

  -- Reversals that came before their refund, and reports of this purchase that came before anybody knew whose it is.
  if v_answer is not null then
    for v_orphan in
      select i.notification_id, i.event_type, i.payload
        from private.store_inbox as i
       where i.store = p_event.store and i.environment = p_event.environment and i.transaction_id = p_event.transaction_id
         and i.disposition = 'orphan' and i.notification_id <> p_event.notification_id
       order by i.event_type = 'refund_reversed', i.occurred_at, i.notification_id collate "C"
    loop
      if v_orphan.event_type <> 'started' then
        for v_try in 1 .. 2 loop
          select r.applied_at into v_applied_at
            from private.store_refunds as r
           where r.store = p_event.store and r.environment = p_event.environment and r.notification_id = v_orphan.notification_id;
          exit when found or v_try = 2 or v_orphan.event_type <> 'refund_reversed';
          select * into strict v_event from private.event_argument(v_orphan.payload);
          perform private.refund_event(v_event, 100, p_at);
        end loop;
        continue when v_applied_at is null;
      end if;
      update private.store_inbox as i
         set disposition = 'applied', user_id = v_owner, bound_at = p_at, waits_for = null
       where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = v_orphan.notification_id
         and v_owner is not null;
    end loop;
  end if;
  perform private.keep_in_inbox(
    p_event, case when v_owner is null then 'orphan' else 'applied' end, v_owner, p_event.payload, p_at);
  if p_event.is_refund then
    perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, p_at);
  end if;
  return private.event_answer(
    case when v_owner is null then 'orphan' else 'applied' end, v_owner, p_event.environment, private.user_clock(v_owner, p_at));
end;
$$;
revoke all on function private.take_purchase_event(text, record, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_purchase_event(text, record, text, timestamptz) is 'Takes in one event about credits or a course that is not applied yet.
The same code as record_credit_purchase, record_course_purchase and the refund functions, whose refusals it passes on. p_token: the purchase token as it came.';

create or replace function private.refund_event(p_event record, p_percentage integer, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refund_id text;
begin
  if p_event.event_type = 'refund_reversed' then
    for v_locked in 0 .. 1 loop
      -- One that named its refund already undoes that one, and no other.
      select r.notification_id into v_refund_id
        from private.store_refunds as r
       where r.store = p_event.store and r.environment = p_event.environment and r.transaction_id = p_event.transaction_id
         and r.kind <> 'reversal' and r.reversed_at is null and r.occurred_at <= p_event.occurred_at
         and not exists (
           select 1 from private.store_refunds as v
            where v.store = r.store and v.environment = r.environment and v.transaction_id = r.transaction_id
              and v.refund_notification_id = r.notification_id)
       order by r.occurred_at desc, r.notification_id collate "C" desc
       limit 1;
      exit when v_locked = 0 and v_refund_id is not null;
      if v_locked = 0 then
        -- The refund may be arriving just now; it looks for waiting reversals under this lock.
        perform private.lock_receipt(p_event.store, p_event.environment, array[p_event.transaction_id]);
      elsif v_refund_id is not null then
        raise sqlstate 'DH001';
      else
        return null;
      end if;
    end loop;
  end if;
  return private.refund(
    jsonb_strip_nulls(jsonb_build_object(
      'store', p_event.store, 'environment', p_event.environment, 'transaction_id', p_event.transaction_id,
      'notification_id', p_event.notification_id, 'occurred_at', p_event.occurred_at,
      'kind', case when p_event.event_type = 'refund_reversed' then 'reversal' else 'refund' end,
      'refund_notification_id', v_refund_id,
      'percentage', p_percentage)),
    array['credits', 'course', 'custom_course'], p_at);
end;
$$;
revoke all on function private.refund_event(record, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_event(record, integer, timestamptz) is 'Hands an event refunded, revoked or refund_reversed about credits or a course to private.refund.
The stores do not say which refund a reversal undoes: it is the latest one of the transaction, before the reversal, that none has undone yet; NULL when there
is none, under the receipt''s lock. Raises DH001, to be called again, when that refund arrived meanwhile.';
