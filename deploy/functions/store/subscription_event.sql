-- Deploy functions/store/subscription_event: stamped from functions/store/subscription_event.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
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
    return private.keep_in_inbox('duplicate', null, p_event, null, v_at);
  end if;

  if v_owner is null or private.event_kind(p_event) is null then
    -- It waits until its receipt is claimed. A refund of what may be credits or a course waits for that purchase as well.
    if private.event_kind(p_event) is null then
      perform private.refund_event(p_event, 100, p_at);
    end if;
    return private.keep_in_inbox('orphan', null, p_event, p_payload, p_at);
  elsif v_owner <> all (v_live) then
    -- An erased account does not come back, and nothing of it is kept.
    return private.keep_in_inbox('ignored', (select u.user_id from public.user_profile as u where u.user_id = v_owner), p_event, null, v_at);
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
  return private.keep_in_inbox(v_pending[1].disposition, v_owner, p_event, p_payload, v_at);
end;
$$;
revoke all on function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_subscription_event(public.subscription_events, text, jsonb, timestamptz) is 'Takes in one event about a subscription, seen for the first time: finds its user, claims or moves its receipts, binds the orphans that they connect, and folds. Raises DH001, to be called again, when a receipt was claimed by somebody else while it waited for its locks.';

create or replace function private.connected_refs(p_store text, p_environment text, p_refs text[])
returns text[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refs text[] := p_refs;
  v_more text[];
begin
  loop
    select array_agg(distinct r.ref) into v_more
      from private.store_inbox as i
     cross join lateral unnest(array[
       i.transaction_id, i.original_transaction_id, 'token:' || i.token_sha256, 'token:' || i.linked_token_sha256]) as r (ref)
     where i.store = p_store and i.environment = p_environment and i.disposition = 'orphan'
       and (i.transaction_id = any (v_refs) or i.original_transaction_id = any (v_refs)
            or i.token_sha256 = any (select substr(t, 7) from unnest(v_refs) as t where t like 'token:%')
            or i.linked_token_sha256 = any (select substr(t, 7) from unnest(v_refs) as t where t like 'token:%'))
       and r.ref is not null and r.ref <> all (v_refs);
    exit when v_more is null;
    v_refs := v_refs || v_more;
  end loop;
  -- In one order everywhere, so that two events that share receipts lock them alike.
  return array(select r from unnest(v_refs) as r group by r order by r collate "C");
end;
$$;
revoke all on function private.connected_refs(text, text, text[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.connected_refs(text, text, text[]) is 'The given receipts of a store and those that orphans in the inbox connect with them, in the order in which they are locked.';

create or replace function private.subscription_is_live(p_user_id uuid, p_store text, p_environment text, p_original_transaction_id text, p_at timestamptz)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return exists (select from public.user_profile as u where u.user_id = p_user_id and u.erased_at is null)
     and exists (
       select from private.entitlement_periods(p_user_id, p_at) as e
        where e.source = p_store and e.environment = p_environment and e.original_transaction_id = any (private.subscription_family(p_user_id, p_store, p_environment, p_original_transaction_id))
          and p_at < e.ends_at and e.starts_at < e.ends_at);
end;
$$;
revoke all on function private.subscription_is_live(uuid, text, text, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.subscription_is_live(uuid, text, text, text, timestamptz) is 'Whether a store subscription, or one that purchase tokens link with it, entitles its holder now or will (a period that has begun or is yet to begin, neither revoked, replaced nor paused). Of an erased account none does. One that is not live may move to another account.';

create or replace function private.move_subscription(
  p_from uuid, p_to uuid, p_original_transaction_id text, p_event public.subscription_events, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text := 'transfer:' || encode(sha256(convert_to(concat_ws(chr(31), p_event.notification_id, p_original_transaction_id), 'UTF8')), 'hex');
  v_moved text[];
  v_row public.subscription_events;
begin
  select array_agg(c.transaction_id) into v_moved
    from private.receipt_claims as c
   where c.store = p_event.store and c.environment = p_event.environment and c.original_transaction_id = any (private.subscription_family(p_from, p_event.store, p_event.environment, p_original_transaction_id))
     and c.user_id = p_from and c.kind = 'subscription';
  if v_moved is null then
    -- Moved already, with another one that is linked with it.
    return;
  end if;
  update private.receipt_claims as c
     set user_id = p_to, claimed_at = p_at
   where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_moved);
  -- The log stays with who had it; what it says of these transactions, the new holder's fold has to know too.
  for v_row in
    select * from public.subscription_events as e
     where e.user_id = p_from and e.store = p_event.store and e.environment = p_event.environment
       and e.transaction_id = any (v_moved) and e.event_type not in ('transferred_in', 'transferred_out')
     order by e.occurred_at, e.notification_id collate "C"
  loop
    v_row.user_id := p_to;
    v_row.event_id := gen_random_uuid();
    v_row.recorded_at := p_at;
    insert into public.subscription_events values (v_row.*) on conflict (user_id, store, environment, notification_id) do nothing;
  end loop;
  for v_out in 0 .. 1 loop
    insert into public.subscription_events (
      user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id,
      occurred_at, recorded_at)
    values (
      case v_out when 1 then p_from else p_to end, p_event.store, p_event.environment, v_key,
      case v_out when 1 then 'transferred_out' else 'transferred_in' end, 'applied',
      p_event.transaction_id, p_original_transaction_id, p_event.product_id, p_event.occurred_at, p_at)
    on conflict (user_id, store, environment, notification_id) do nothing;
  end loop;
end;
$$;
revoke all on function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz) is 'Moves a store subscription that entitles nobody any more, with those that purchase tokens link with it, from one account to another: claims, a copy of its events, and a row transferred_out and one transferred_in of the same notification_id in the two logs. Called under both users'' and the receipts'' locks, before fold_events of both.';

create or replace function private.claim_event(p_user_id uuid, p_event public.subscription_events, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_refs text[] := private.event_refs(p_event);
begin
  for v_place in 1 .. cardinality(v_refs) loop
    insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
    values (p_event.store, p_event.environment, v_refs[v_place], p_user_id, 'subscription', coalesce(p_event.original_transaction_id, p_event.transaction_id), p_at)
    on conflict (store, environment, transaction_id) do nothing;
  end loop;
end;
$$;
revoke all on function private.claim_event(uuid, public.subscription_events, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.claim_event(uuid, public.subscription_events, timestamptz) is 'Claims for a user what a subscription event names: its transaction, the first transaction, its token and the token that that one replaces. Called under the locks of the user and of these receipts, when nobody else holds them; fold_events then says which subscription they belong to.';

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
commit;
