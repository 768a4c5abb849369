-- Deploy functions/store/take_subscription_event: stamped from functions/store/take_subscription_event.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.take_subscription_event(
  p_event public.subscription_events, p_account_token text, p_payload jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event public.subscription_events := p_event;
  v_own_refs text[] := private.event_refs(p_event);
  v_refs text[] := private.connected_refs(p_event.store, p_event.environment, private.event_refs(p_event));
  v_owner uuid;
  v_users uuid[];
  v_user uuid;
  v_live uuid[] := array[]::uuid[];
  v_ref text;
  v_locked_at timestamptz;
  v_at timestamptz := p_at;
  v_conflict record;
  v_moved uuid[] := array[]::uuid[];
  v_orphan private.store_inbox;
  v_argument record;
  v_pending public.subscription_events[];
begin
  -- Locks: users in order, then receipts in order.
  v_owner := private.event_owner(p_event, p_account_token);
  v_users := array(
    select u.user_id
      from (select v_owner as user_id
             union
            select c.user_id from private.receipt_claims as c
             where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_refs)) as u
     where u.user_id is not null
     order by u.user_id);
  foreach v_user in array v_users loop
    v_locked_at := private.lock_user(v_user, p_at);
    if v_locked_at is not null then
      v_at := greatest(v_at, v_locked_at);
      v_live := v_live || v_user;
    end if;
  end loop;
  foreach v_ref in array v_refs loop
    perform private.lock_receipt(p_event.store, p_event.environment, v_ref);
  end loop;
  if v_refs <> private.connected_refs(p_event.store, p_event.environment, v_own_refs)
     or exists (select from private.receipt_claims as c
                 where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_refs)
                   and c.user_id <> all (v_users)) then
    raise sqlstate 'DH001';
  elsif exists (select from private.store_inbox as i
                 where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = p_event.notification_id) then
    return private.keep_event('duplicate', null, p_event, null, v_at);
  end if;

  if v_owner is null or private.event_kind(p_event) is null then
    -- It waits until its receipt is claimed. A refund of what may be credits or a course waits for that purchase as well.
    if private.event_kind(p_event) is null then
      perform private.refund_event(p_event, 100, p_at);
    end if;
    return private.keep_event('orphan', null, p_event, p_payload, p_at);
  elsif v_owner <> all (v_live) then
    -- An erased account does not come back, and nothing of it is kept.
    return private.keep_event('ignored', (select u.user_id from public.user_profile as u where u.user_id = v_owner), p_event, null, v_at);
  elsif not private.is_account_token(p_account_token, v_owner) then
    return private.refuse('account_token_mismatch');
  end if;

  for v_conflict in
    select distinct c.user_id, c.kind, c.original_transaction_id
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_own_refs)
       and (c.user_id <> v_owner or c.kind <> 'subscription')
  loop
    if v_conflict.kind <> 'subscription'
       or private.subscription_is_live(v_conflict.user_id, p_event.store, p_event.environment, v_conflict.original_transaction_id, v_at) then
      return private.refuse('receipt_already_in_use');
    end if;
  end loop;
  v_event.user_id := v_owner;
  v_event.event_id := gen_random_uuid();
  v_event.recorded_at := v_at;
  v_event.disposition := case when exists (
    select from public.subscription_events as e
     where e.user_id = any (v_users) and e.store = v_event.store and e.environment = v_event.environment
       and e.event_type not in ('transferred_in', 'transferred_out')
       and (e.transaction_id = v_event.transaction_id
            or coalesce(e.original_transaction_id, e.transaction_id) = coalesce(v_event.original_transaction_id, v_event.transaction_id))
       and (e.occurred_at, e.notification_id collate "C") > (v_event.occurred_at, v_event.notification_id collate "C"))
    then 'stale' else 'applied' end;

  -- What the old state has given until now is written down before it changes.
  foreach v_user in array v_live loop
    perform private.settle_credits(v_user, v_at);
  end loop;
  for v_conflict in
    select distinct c.user_id, c.original_transaction_id
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_own_refs) and c.user_id <> v_owner
  loop
    perform private.move_subscription(v_conflict.user_id, v_owner, v_conflict.original_transaction_id, v_event, v_at);
    v_moved := v_moved || v_conflict.user_id;
  end loop;
  perform private.claim_event(v_owner, v_event, v_at);
  v_pending := array[v_event];

  -- Orphans of what is claimed now.
  for v_orphan in
    select * from private.store_inbox as i
     where i.store = p_event.store and i.environment = p_event.environment and i.disposition = 'orphan'
       and (i.transaction_id = any (v_refs) or i.original_transaction_id = any (v_refs)
            or 'token:' || i.token_sha256 = any (v_refs) or 'token:' || i.linked_token_sha256 = any (v_refs))
     order by i.occurred_at, i.notification_id collate "C"
  loop
    select * into strict v_argument from private.event_argument(v_orphan.payload);
    continue when coalesce(private.event_kind(v_argument.event), 'subscription') <> 'subscription';
    if not private.is_account_token(v_argument.account_token, v_owner)
       or exists (select from private.receipt_claims as c
                   where c.store = p_event.store and c.environment = p_event.environment
                     and c.transaction_id = any (private.event_refs(v_argument.event)) and (c.user_id <> v_owner or c.kind <> 'subscription')) then
      -- It names another account than the one that has the receipt.
      update private.store_inbox as i
         set disposition = 'ignored'
       where i.store = v_orphan.store and i.environment = v_orphan.environment and i.notification_id = v_orphan.notification_id;
      continue;
    end if;
    v_event := v_argument.event;
    v_event.user_id := v_owner;
    v_event.event_id := gen_random_uuid();
    v_event.recorded_at := v_at;
    v_event.disposition := case when (p_event.occurred_at, p_event.notification_id collate "C") > (v_event.occurred_at, v_event.notification_id collate "C")
                             then 'stale' else 'applied' end;
    perform private.claim_event(v_owner, v_event, v_at);
    update private.store_inbox as i
       set disposition = v_event.disposition, user_id = v_owner, bound_at = v_at
     where i.store = v_event.store and i.environment = v_event.environment and i.notification_id = v_event.notification_id;
    v_pending := v_pending || v_event;
  end loop;

  foreach v_user in array v_moved loop
    perform private.fold_events(v_user, p_event.store, p_event.environment);
    perform private.fold_subscription(v_user);
    if v_user = any (v_live) then
      perform private.settle_credits(v_user, v_at);
    end if;
  end loop;
  perform private.fold_events(v_owner, p_event.store, p_event.environment, v_pending);
  perform private.fold_subscription(v_owner);
  perform private.settle_credits(v_owner, v_at);
  foreach v_event in array v_pending loop
    v_event.state := (select private.subscription_state(s, v_at) from public.subscriptions as s where s.user_id = v_owner);
    insert into public.subscription_events values (v_event.*);
  end loop;
  return private.keep_event(v_pending[1].disposition, v_owner, p_event, p_payload, v_at);
end;
$$;
revoke all on function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz) is 'Takes in one event about a subscription, seen for the first time: finds its user, claims or moves its receipts, binds the orphans that they connect, and folds. Raises DH001, to be called again, when a receipt was claimed by somebody else while it waited for its locks.';
commit;
