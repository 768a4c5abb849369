-- Deploy functions/store/keep_event: stamped from functions/store/keep_event.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.keep_event(
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
revoke all on function private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.keep_event(text, uuid, public.subscription_events, jsonb, timestamptz) is 'Keeps a notification in the inbox, once, and returns the answer to it; duplicate when it is there already. Called last, under the receipt''s lock: when the event refunds a payment that earned a referral reward, this takes the reward back.';
commit;
