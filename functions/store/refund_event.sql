create or replace function private.refund_event(p_event public.subscription_events, p_percentage integer, p_at timestamptz)
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
      select r.notification_id into v_refund_id
        from private.store_refunds as r
       where r.store = p_event.store and r.environment = p_event.environment and r.transaction_id = p_event.transaction_id
         and r.kind <> 'reversal' and r.reversed_at is null and r.occurred_at <= p_event.occurred_at
         and not exists (
           select from private.store_refunds as v
            where v.store = r.store and v.environment = r.environment and v.transaction_id = r.transaction_id
              and v.refund_notification_id = r.notification_id)
       order by r.occurred_at desc, r.notification_id collate "C" desc
       limit 1;
      exit when v_locked = 0 and v_refund_id is not null;
      if v_locked = 0 then
        -- The refund may be arriving just now; it looks for waiting reversals under this lock.
        perform private.lock_receipt(p_event.store, p_event.environment, p_event.transaction_id);
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
revoke all on function private.refund_event(public.subscription_events, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.refund_event(public.subscription_events, integer, timestamptz) is 'Hands an event refunded, revoked or refund_reversed about credits or a course to private.refund. The stores do not say which refund a reversal undoes: it is the latest one of the transaction, before the reversal, that none has undone yet; NULL when there is none, under the receipt''s lock. Raises DH001, to be called again, when that refund arrived meanwhile.';
