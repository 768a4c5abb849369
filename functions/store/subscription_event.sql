create or replace function private.take_subscription_event(p_kind text, p_event record, p_looks_first boolean, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_connected record;
  v_claims record;
  v_kind text := p_kind;
  v_owner uuid;
  v_users uuid[];
  v_user uuid;
  v_live uuid[] := '{}'::uuid[];
  v_locked_at timestamptz;
  v_at timestamptz := p_at;
  v_profile_id uuid;
  v_disposition text;
  v_claim record;
  v_moved uuid[] := '{}'::uuid[];
  v_moved_ids text[] := '{}'::text[];
  v_orphan record;
  v_event record;
  v_pending jsonb;
  v_bound jsonb[] := '{}'::jsonb[];
  v_is_folded boolean := false;
  v_state text;
  v_missing text[];
begin
  -- Locks: users in order, then receipts in order. Nearly always the user is named and nobody else has to do with it, so a look comes first
  -- only where it is not, or when that has proved wrong.
  v_connected := private.connected_receipts(p_event.store, p_event.environment, p_event.receipts, p_looks_first);
  if not p_looks_first then
    v_owner := private.event_owner(p_event, null);
    v_users := array[v_owner];
  end if;
  if v_owner is null then
    v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts || v_connected.receipts);
    v_owner := private.event_owner(p_event, case when v_claims.receipts[1] = any (p_event.receipts) then v_claims.holders end);
    v_users := array(select distinct u from unnest(v_claims.holders || v_owner) as u where u is not null order by u);
  end if;
  foreach v_user in array v_users loop
    v_locked_at := private.lock_user(v_user, p_at);
    if v_locked_at is not null then
      v_at := greatest(v_at, v_locked_at);
      v_live := v_live || v_user;
    end if;
  end loop;
  perform private.lock_receipt(p_event.store, p_event.environment, v_connected.receipts);
  v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts || v_connected.receipts);
  v_missing := v_connected.receipts;
  v_connected := private.connected_receipts(p_event.store, p_event.environment, p_event.receipts, true);
  if v_connected.receipts <> v_missing or exists (select 1 from unnest(v_claims.holders) as h where h <> all (v_users)) then
    raise sqlstate 'DH001';
  elsif v_kind is null and v_claims.receipts[1] = any (p_event.receipts) then
    v_kind := v_claims.kinds[1];
    if v_kind <> 'subscription' then
      raise sqlstate 'DH001';
    end if;
  end if;

  if v_owner is null or v_kind is null then
    -- It waits until its receipt is claimed. A refund of what may be credits or a course waits for that purchase as well.
    if v_kind is null then
      perform private.refund_event(p_event, p_at, true);
    end if;
    perform private.keep_in_inbox(p_event, 'orphan', null, p_event.payload, p_at);
    v_disposition := 'orphan';
  elsif v_owner <> all (v_live) then
    -- An erased account does not come back, and nothing of it is kept.
    select u.user_id into v_profile_id from public.user_profile as u where u.user_id = v_owner;
    perform private.keep_in_inbox(p_event, 'ignored', v_profile_id, null, v_at);
    v_disposition := 'ignored';
  elsif not private.is_account_token(p_event.account_token, v_owner) then
    return private.refuse('account_token_mismatch');
  end if;
  if v_disposition is not null then
    if p_event.is_refund then
      perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, v_at);
    end if;
    return private.event_answer(v_disposition, v_profile_id, p_event.environment, private.user_clock(v_profile_id, v_at));
  end if;

  for v_claim in
    select distinct c.holder, c.kind, c.original
      from unnest(v_claims.receipts, v_claims.holders, v_claims.kinds, v_claims.originals) as c (receipt, holder, kind, original)
     where c.receipt = any (p_event.receipts) and (c.holder is distinct from v_owner or c.kind <> 'subscription')
  loop
    if v_claim.kind <> 'subscription'
       or private.subscription_is_live(v_claim.holder, p_event.store, p_event.environment, v_claim.original, v_at) then
      return private.refuse('receipt_already_in_use');
    end if;
    v_moved := v_moved || v_claim.holder;
    v_moved_ids := v_moved_ids || v_claim.original;
  end loop;
  -- One event more, about what is the user's or nobody's: nearly always all there is to do.
  if v_moved = '{}' and not v_connected.is_waited_for then
    select f.is_folded, f.state into strict v_is_folded, v_state
      from private.fold_event(p_event, v_owner, v_claims.receipts, v_claims.originals, v_at) as f;
  end if;
  v_disposition := 'applied';
  if not v_is_folded then
    perform 1
       from public.subscription_events as e
      where e.user_id = any (v_users) and e.occurred_at >= p_event.occurred_at and e.store = p_event.store and e.environment = p_event.environment
        and e.event_type not in ('transferred_in', 'transferred_out')
        and (e.transaction_id = p_event.transaction_id
             or coalesce(e.original_transaction_id, e.transaction_id) = coalesce(p_event.original_transaction_id, p_event.transaction_id))
        and (e.occurred_at, e.notification_id collate "C") > (p_event.occurred_at, p_event.notification_id collate "C")
      limit 1;
    v_disposition := case when found then 'stale' else 'applied' end;
  end if;
  perform private.keep_in_inbox(p_event, v_disposition, v_owner, p_event.payload, v_at);
  v_missing := array(select r from unnest(p_event.receipts) as r where r <> all (coalesce(v_claims.receipts, '{}')));
  if v_is_folded then
    if v_missing <> '{}' then
      perform private.claim_receipt(
        p_event.store, p_event.environment, v_missing, v_owner, 'subscription', coalesce(
          p_event.original_transaction_id, v_claims.originals[array_position(v_claims.receipts, p_event.transaction_id)], p_event.transaction_id), v_at);
    end if;
  else
    -- What the old state has given until now is written down before it changes.
    foreach v_user in array v_live loop
      perform private.settle_credits(v_user, v_at);
    end loop;
    for v_place in 1 .. cardinality(v_moved) loop
      perform private.move_subscription(v_moved[v_place], v_owner, v_moved_ids[v_place], p_event, v_at);
    end loop;
    perform private.claim_receipt(
      p_event.store, p_event.environment, p_event.receipts, v_owner, 'subscription', coalesce(p_event.original_transaction_id, p_event.transaction_id), v_at);
    v_pending := jsonb_build_array(to_jsonb(p_event) - 'payload' || jsonb_build_object('recorded_at', v_at));

    -- Orphans of what is claimed now.
    for v_orphan in
      select i.payload, i.occurred_at, i.notification_id, array_remove(array[
               i.transaction_id, i.original_transaction_id, 'token:' || i.token_sha256, 'token:' || i.linked_token_sha256], null) as receipts
        from private.store_inbox as i
       where i.store = p_event.store and i.environment = p_event.environment and i.disposition = 'orphan'
         and (i.transaction_id = any (v_connected.receipts) or i.original_transaction_id = any (v_connected.receipts)
              or i.token_sha256 = any (v_connected.tokens) or i.linked_token_sha256 = any (v_connected.tokens))
       order by i.occurred_at, i.notification_id collate "C"
    loop
      select * into strict v_event from private.event_argument(v_orphan.payload);
      v_claims := private.event_claims(p_event.store, p_event.environment, v_orphan.receipts);
      continue when coalesce(v_event.kind, v_claims.kinds[1], 'subscription') <> 'subscription';
      if not private.is_account_token(v_event.account_token, v_owner)
         or exists (select 1 from unnest(v_claims.holders, v_claims.kinds) as c (holder, kind)
                     where c.holder <> v_owner or c.kind <> 'subscription') then
        -- It names another account than the one that has the receipt.
        update private.store_inbox as i
           set disposition = 'ignored'
         where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = v_orphan.notification_id;
        continue;
      end if;
      perform private.claim_receipt(
        p_event.store, p_event.environment, v_orphan.receipts, v_owner, 'subscription', coalesce(v_event.original_transaction_id, v_event.transaction_id), v_at);
      update private.store_inbox as i
         set user_id = v_owner, bound_at = v_at,
             disposition = case when (p_event.occurred_at, p_event.notification_id collate "C") > (i.occurred_at, i.notification_id collate "C")
                                then 'stale' else 'applied' end
       where i.store = p_event.store and i.environment = p_event.environment and i.notification_id = v_orphan.notification_id;
      v_bound := v_bound || v_orphan.payload;
      v_pending := v_pending || jsonb_build_array(to_jsonb(v_event) - 'payload' || jsonb_build_object('recorded_at', v_at));
    end loop;

    foreach v_user in array v_moved loop
      perform private.fold_events(v_user, p_event.store, p_event.environment);
      perform private.fold_subscription(v_user);
      if v_user = any (v_live) then
        perform private.settle_credits(v_user, v_at);
      end if;
    end loop;
    perform private.fold_events(v_owner, p_event.store, p_event.environment, v_pending);
    v_state := private.fold_subscription(v_owner, v_at);
  end if;

  if p_event.redemption_id is not null and not p_event.is_refund then
    perform private.use_redemption(p_event, v_owner, v_at);
  end if;
  perform private.settle_credits(v_owner, v_at);
  perform private.log_event(p_event, v_owner, v_disposition, v_state, v_at);
  for v_place in 1 .. cardinality(v_bound) loop
    select * into strict v_event from private.event_argument(v_bound[v_place]);
    if v_event.redemption_id is not null and not v_event.is_refund then
      perform private.use_redemption(v_event, v_owner, v_at);
    end if;
    perform private.log_event(
      v_event, v_owner, case when (p_event.occurred_at, p_event.notification_id collate "C") > (v_event.occurred_at, v_event.notification_id collate "C")
                             then 'stale' else 'applied' end, v_state, v_at);
  end loop;
  if p_event.is_refund then
    perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, v_at);
  end if;
  return private.event_answer(v_disposition, v_owner, p_event.environment, v_at);
end;
$$;
revoke all on function private.take_subscription_event(text, record, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_subscription_event(text, record, boolean, timestamptz) is 'Takes in one event about a subscription, seen for the first time: finds its user, claims or moves its receipts, folds it in.
With it the orphans in the inbox that its receipts connect. Raises DH001, to be called again and to look first, when the locks that it took were not all.';

create or replace function private.use_redemption(p_event record, p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Bought while the discount lasted, however late the store tells of it.
  perform private.fulfil_redemption(p_user_id, p_event.redemption_id, least(p_at, coalesce(p_event.purchased_at, p_event.occurred_at)));
  update private.store_transactions as t
     set redemption_id = p_event.redemption_id
   where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.transaction_id = p_event.transaction_id
     and t.redemption_id is distinct from p_event.redemption_id;
end;
$$;
revoke all on function private.use_redemption(record, uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.use_redemption(record, uuid, timestamptz) is 'Marks the redemption of a discount code that an event about a subscription names as used, and notes it with the transaction.
Called under the user''s lock, when the event is folded in.';

create or replace function private.connected_receipts(
  p_store text, p_environment text, p_receipts text[], p_looks boolean, out receipts text[], out tokens text[], out is_waited_for boolean)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_more text[];
begin
  receipts := p_receipts;
  is_waited_for := false;
  loop
    tokens := array(select substr(r, 7) from unnest(receipts) as r where r like 'token:%');
    exit when not p_looks;
    select array_agg(distinct r.receipt) into v_more
      from private.store_inbox as i
     cross join lateral unnest(array[
       i.transaction_id, i.original_transaction_id, 'token:' || i.token_sha256, 'token:' || i.linked_token_sha256]) as r (receipt)
     where i.store = p_store and i.environment = p_environment and i.disposition = 'orphan'
       and (i.transaction_id = any (receipts) or i.original_transaction_id = any (receipts)
            or i.token_sha256 = any (tokens) or i.linked_token_sha256 = any (tokens))
       and r.receipt is not null;
    is_waited_for := is_waited_for or v_more is not null;
    exit when v_more is null or v_more <@ receipts;
    receipts := receipts || v_more;
  end loop;
  -- In one order everywhere, so that two events that share receipts lock them alike.
  receipts := array(select r from unnest(receipts) as r group by r order by r collate "C");
end;
$$;
revoke all on function private.connected_receipts(text, text, text[], boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.connected_receipts(text, text, text[], boolean) is 'The given receipts of a store and those that orphans in the inbox connect with them, in the order in which they are locked.
tokens: the purchase tokens among them. is_waited_for: an orphan names one of them. Without p_looks the given ones alone.';

create or replace function private.log_event(p_event record, p_user_id uuid, p_disposition text, p_state text, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state,
    occurred_at, recorded_at, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros,
    currency, will_renew, pending_product_id, cancel_reason, resumes_at)
  values (
    p_user_id, p_event.store, p_event.environment, p_event.notification_id, p_event.event_type, p_disposition, p_event.transaction_id,
    p_event.original_transaction_id, p_event.product_id, p_state, p_event.occurred_at, p_at, p_event.plan, p_event.token_sha256,
    p_event.linked_token_sha256, p_event.purchased_at, p_event.expires_at, p_event.grace_expires_at, p_event.revoked_at, p_event.price_micros,
    p_event.currency, p_event.will_renew, p_event.pending_product_id, p_event.cancel_reason, p_event.resumes_at);
end;
$$;
revoke all on function private.log_event(record, uuid, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_event(record, uuid, text, text, timestamptz) is 'Binds an event to a user: adds it to the log, with the state of the user''s subscription after it.';

create or replace function private.subscription_is_live(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_at timestamptz)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_family text[] := private.subscription_family(p_user_id, p_store, p_environment, p_original_transaction_id);
  v_is_tester boolean;
begin
  select u.is_tester into v_is_tester from public.user_profile as u where u.user_id = p_user_id and u.erased_at is null;
  return found and (p_environment = 'production' or v_is_tester) and exists (
    select 1
      from private.store_transactions as t
      left join private.store_subscriptions as s
        on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
       and s.original_transaction_id = t.original_transaction_id
     where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.original_transaction_id = any (v_family)
       and greatest(p_at, t.purchased_at) < least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at));
end;
$$;
revoke all on function private.subscription_is_live(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.subscription_is_live(uuid, text, text, text, timestamptz) is 'Whether a store subscription, or one that purchase tokens link with it, entitles its holder now or will (a period that has begun or is yet to begin, neither revoked, replaced nor paused). Of an erased account none does. One that is not live may move to another account.';

create or replace function private.move_subscription(
  p_from uuid, p_to uuid, p_original_transaction_id text, p_event record, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text := 'transfer:' || encode(sha256(convert_to(concat_ws(chr(31), p_event.notification_id, p_original_transaction_id), 'UTF8')), 'hex');
  v_family text[] := private.subscription_family(p_from, p_event.store, p_event.environment, p_original_transaction_id);
  v_receipts text[];
  v_claims record;
begin
  -- All that the earlier holder's events name, and of that what belongs to this subscription.
  select array_agg(distinct r.receipt) into v_receipts
    from public.subscription_events as e
   cross join lateral unnest(array[
     e.transaction_id, e.original_transaction_id, 'token:' || e.token_sha256, 'token:' || e.linked_token_sha256]) as r (receipt)
   where e.user_id = p_from and e.store = p_event.store and e.environment = p_event.environment and r.receipt is not null;
  v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts || v_family || v_receipts);
  select array_agg(c.receipt) into v_receipts
    from unnest(v_claims.receipts, v_claims.holders, v_claims.kinds, v_claims.originals) as c (receipt, holder, kind, original)
   where c.holder = p_from and c.kind = 'subscription' and c.original = any (v_family);
  if v_receipts is null then
    -- Moved already, with another one that is linked with it.
    return;
  end if;
  perform private.claim_receipt(
    p_event.store, p_event.environment, v_receipts, p_to, 'subscription', p_at => p_at, p_is_taken_over => true);
  -- The log stays with who had it; what it says of these transactions, the new holder's fold has to know too.
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state,
    occurred_at, recorded_at, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros,
    currency, will_renew, pending_product_id, cancel_reason, resumes_at)
  select p_to, e.store, e.environment, e.notification_id, e.event_type, e.disposition, e.transaction_id, e.original_transaction_id, e.product_id, e.state,
         e.occurred_at, p_at, e.plan, e.token_sha256, e.linked_token_sha256, e.purchased_at, e.expires_at, e.grace_expires_at, e.revoked_at,
         e.price_micros, e.currency, e.will_renew, e.pending_product_id, e.cancel_reason, e.resumes_at
    from public.subscription_events as e
   where e.user_id = p_from and e.store = p_event.store and e.environment = p_event.environment
     and e.transaction_id = any (v_receipts) and e.event_type not in ('transferred_in', 'transferred_out')
   order by e.occurred_at, e.notification_id collate "C"
  on conflict (user_id, store, environment, notification_id) do nothing;
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id,
    occurred_at, recorded_at)
  values
    (p_to, p_event.store, p_event.environment, v_key, 'transferred_in', 'applied',
     p_event.transaction_id, p_original_transaction_id, p_event.product_id, p_event.occurred_at, p_at),
    (p_from, p_event.store, p_event.environment, v_key, 'transferred_out', 'applied',
     p_event.transaction_id, p_original_transaction_id, p_event.product_id, p_event.occurred_at, p_at)
  on conflict (user_id, store, environment, notification_id) do nothing;
end;
$$;
revoke all on function private.move_subscription(uuid, uuid, text, record, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.move_subscription(uuid, uuid, text, record, timestamptz) is 'Moves a store subscription that entitles nobody any more, with those that purchase tokens link with it, to another account.
Claims, a copy of its events, and a row transferred_out and one transferred_in of the same notification_id in the two logs. Called under both users'' and the
receipts'' locks, before fold_events of both.';

create or replace function private.subscription_family(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text)
returns text[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_family text[] := array[p_original_transaction_id];
  v_more text[];
begin
  loop
    select array_agg(distinct o.original_transaction_id) into v_more
      from private.store_transactions as t
      join private.store_transactions as o
        on o.user_id = t.user_id and o.store = t.store and o.environment = t.environment
       and (o.linked_token_sha256 = t.token_sha256 or o.token_sha256 = t.linked_token_sha256)
     where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment
       and t.original_transaction_id = any (v_family) and o.original_transaction_id <> all (v_family);
    exit when v_more is null;
    v_family := v_family || v_more;
  end loop;
  return v_family;
end;
$$;
revoke all on function private.subscription_family(uuid, text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.subscription_family(uuid, text, text, text) is 'A store subscription of a user and those that purchase tokens link with it, before and after: they are live and move as one, else the rest of a replaced period could be handed to another account.';
