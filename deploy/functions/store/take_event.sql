-- Deploy functions/store/take_event: stamped from functions/store/take_event.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.take_event(p_event jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_argument record;
  v_event public.subscription_events;
  v_kind text;
  v_owner uuid;
  v_seen private.store_inbox;
  v_answer jsonb;
begin
  select * into strict v_argument from private.event_argument(p_event);
  v_event := v_argument.event;
  if v_event.user_id is not null and not private.is_account_token(v_argument.account_token, v_event.user_id) then
    return private.refuse('account_token_mismatch');
  end if;
  update private.store_inbox as i
     set deliveries = i.deliveries + 1
   where i.store = v_event.store and i.environment = v_event.environment and i.notification_id = v_event.notification_id
  returning * into v_seen;
  if found then
    return private.event_answer('duplicate', v_seen.user_id, v_event.environment, p_at);
  end if;

  loop
    v_kind := private.event_kind(v_event);
    if not v_argument.is_known or v_kind = 'unknown'
       or (v_kind <> 'subscription' and v_event.event_type not in ('started', 'refunded', 'revoked', 'refund_reversed'))
       -- A custom course is bought for one of the user's own; record_custom_course_purchase names it.
       or (v_kind = 'custom_course' and v_event.event_type = 'started') then
      -- An erasure under way is waited for: nothing of an erased account is kept.
      v_owner := private.event_owner(v_event, v_argument.account_token);
      perform from public.user_profile as u where u.user_id = v_owner and u.erased_at is null for key share;
      return private.keep_event('ignored', null, v_event, case when found or v_owner is null then v_argument.payload end, p_at);
    elsif v_kind = 'subscription' and v_event.event_type in ('started', 'renewed', 'recovered') and v_event.expires_at is null then
      raise sqlstate 'PT400' using message = 'transaction.expires_at is missing';
    end if;
    begin
      if v_kind <> 'subscription' then
        v_answer := private.take_purchase_event(
          v_kind, v_event, v_argument.account_token, p_event #>> '{transaction,token}', v_argument.quantity, v_argument.refund_percentage,
          v_argument.payload, p_at);
      else
        v_answer := private.take_subscription_event(v_event, v_argument.account_token, v_argument.payload, p_at);
      end if;
      exit;
    exception
      -- What it found before it had its locks has changed. Users are locked before receipts, so it gives back all its locks and
      -- starts anew.
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
  return v_answer;
end;
$$;
revoke all on function private.take_event(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_event(jsonb, timestamptz) is 'apply_store_event at a given time.';
commit;
