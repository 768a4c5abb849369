create or replace function private.take_connected_event(p_event record, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_new jsonb := to_jsonb(p_event) - 'payload';
  v_look record;
  v_mine jsonb;
  v_owner uuid;
  v_user uuid;
  v_disposition text := 'orphan';
  v_waits_for text;
begin
  v_look := private.locked_events(v_new, p_at);
  if v_look.is_of_another_kind then
    if p_event.kind is null then
      raise sqlstate 'DH001';
    end if;
    return private.refuse('receipt_already_in_use');
  elsif not v_look.is_subscription then
    -- A refund of what may be credits or a course waits for that purchase as well.
    if coalesce(p_event.transaction_id, p_event.token_sha256) is not null then
      perform private.refund_event(p_event, p_at, true);
    end if;
    v_waits_for := 'purchase';
  else
    select e.value into strict v_mine from jsonb_array_elements(v_look.events) as e where e.value ->> 'notification_id' = p_event.notification_id;
    if v_mine ->> 'becomes' = 'foreign' then
      return private.refuse('account_token_mismatch');
    end if;
    v_owner := (v_mine ->> 'owner')::uuid;
    v_user := v_owner;
    if v_mine ->> 'becomes' = 'dropped' then
      v_disposition := 'ignored';
    elsif v_mine ->> 'becomes' = 'bound' then
      v_user := coalesce((v_mine ->> 'named')::uuid, v_owner);
      v_disposition := v_mine ->> 'disposition';
    else
      v_waits_for := v_mine ->> 'waits_for';
    end if;
    perform private.settle_ownership(p_event.store, p_event.environment, v_look.events, v_look.live, v_look.is_contested, v_look.at);
  end if;
  perform private.keep_in_inbox(
    p_event, v_disposition, v_user, case when v_disposition <> 'ignored' then p_event.payload end, v_look.at, v_waits_for);
  if p_event.is_refund then
    perform private.claw_back_reward(p_event.store, p_event.environment, p_event.transaction_id, v_look.at);
  end if;
  return private.event_answer(v_disposition, v_owner, p_event.environment, private.user_clock(v_owner, v_look.at));
end;
$$;
revoke all on function private.take_connected_event(record, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_connected_event(record, timestamptz) is 'Takes in one event about a subscription together with all that hangs together with it: orphans, other accounts, what is known already.
Raises DH001, to be called again, when what it looked at has changed before it had its locks.';

create or replace function private.locked_events(
  p_event jsonb, p_at timestamptz,
  out events jsonb, out live uuid[], out at timestamptz, out is_contested boolean, out is_subscription boolean, out is_of_another_kind boolean)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_look record := private.connected_events(p_event, true);
  v_again record;
  v_user uuid;
  v_account text;
  v_locked_at timestamptz;
  v_is_late boolean;
begin
  -- Look, lock, look again: users in order, receipts in order, accounts that are not made yet in order.
  live := '{}';
  at := p_at;
  foreach v_user in array v_look.users loop
    v_locked_at := private.lock_user(v_user, p_at);
    if v_locked_at is not null then
      at := greatest(at, v_locked_at);
      live := live || v_user;
    end if;
  end loop;
  perform private.lock_receipt(p_event ->> 'store', p_event ->> 'environment', v_look.receipts);
  foreach v_account in array v_look.awaited loop
    if private.claim_account(v_account, p_is_awaited => true) is not null then
      raise sqlstate 'DH001';
    end if;
  end loop;
  v_again := private.connected_events(p_event);
  if not (v_again.users <@ v_look.users and v_again.receipts <@ v_look.receipts and v_again.awaited <@ v_look.awaited) then
    raise sqlstate 'DH001';
  end if;
  is_contested := v_again.is_contested;
  is_subscription := v_again.is_subscription;
  is_of_another_kind := v_again.is_of_another_kind;
  -- Of two events of one moment that name two accounts the one that came first counts.
  v_again.events := jsonb_set(v_again.events, '{0,received_at}', coalesce((
    select to_jsonb(i.received_at) from private.store_inbox as i
     where i.store = p_event ->> 'store' and i.environment = p_event ->> 'environment' and i.notification_id = p_event ->> 'notification_id'), to_jsonb(at)));
  events := private.judged_events(v_again.events, v_again.accounts, live, p_event ->> 'environment', is_contested, at);
  perform 1
     from public.subscription_events as e
    where e.user_id = any (live) and e.store = p_event ->> 'store' and e.environment = p_event ->> 'environment'
      and e.occurred_at >= (p_event ->> 'occurred_at')::timestamptz and e.event_type not in ('transferred_in', 'transferred_out')
      and (e.transaction_id = p_event ->> 'transaction_id' or e.token_sha256 = p_event ->> 'token_sha256'
           or coalesce(e.original_transaction_id, e.transaction_id) = coalesce(p_event ->> 'original_transaction_id', p_event ->> 'transaction_id'))
      and (e.occurred_at, e.notification_id collate "C") > ((p_event ->> 'occurred_at')::timestamptz, p_event ->> 'notification_id')
    limit 1;
  v_is_late := found;
  select jsonb_agg(e.value || jsonb_build_object('disposition', case
           when e.value ->> 'is_new' is not null then case when v_is_late then 'stale' else 'applied' end
           when p_event ->> 'is_given' is null and ((e.value ->> 'occurred_at')::timestamptz, e.value ->> 'notification_id' collate "C")
              < ((p_event ->> 'occurred_at')::timestamptz, p_event ->> 'notification_id') then 'stale'
           else 'applied' end)) into strict events
    from jsonb_array_elements(events) as e;
end;
$$;
revoke all on function private.locked_events(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.locked_events(jsonb, timestamptz) is 'All that hangs together with an event, and what becomes of it, under the locks of whoever has to do with it: connected_events, judged.
live: the users among them who are; at: the time that counts. Raises DH001, to be called again, when what it looked at has changed before it had its locks.';

create or replace function private.lock_events(p_events jsonb[], p_at timestamptz, p_maker uuid default null)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_line jsonb;
  v_event record;
  v_look record;
  v_user uuid;
  v_account text;
  v_users uuid[];
  v_awaited text[];
  v_receipts jsonb;
  v_locked jsonb;
begin
  for v_try in 1 .. 2 loop
    v_users := '{}';
    v_awaited := '{}';
    v_receipts := '[]';
    foreach v_line in array p_events loop
      v_event := private.event_argument(v_line);
      v_look := private.connected_events(to_jsonb(v_event) - 'payload', true);
      v_users := v_users || v_look.users;
      v_awaited := v_awaited || v_look.awaited;
      v_receipts := v_receipts || (
        select coalesce(jsonb_agg(jsonb_build_array(v_event.store, v_event.environment, r)), '[]') from unnest(v_look.receipts) as r);
    end loop;
    v_users := array(select distinct u from unnest(v_users) as u order by u);
    v_awaited := array(select distinct a collate "C" from unnest(v_awaited) as a order by 1);
    if v_try = 1 then
      v_locked := jsonb_build_array(v_users || p_maker, v_awaited, v_receipts);
      foreach v_user in array v_users loop
        perform private.lock_user(v_user, p_at);
      end loop;
      for v_look in
        select r.value ->> 0 as store, r.value ->> 1 as environment, array_agg(distinct r.value ->> 2) as receipts
          from jsonb_array_elements(v_receipts) as r
         group by 1, 2
         order by 1, 2
      loop
        perform private.lock_receipt(v_look.store, v_look.environment, array(select r from unnest(v_look.receipts) as r order by r collate "C"));
      end loop;
      foreach v_account in array v_awaited loop
        if v_account = private.account_sha256(p_maker) then
          perform private.ensure_user(p_maker, p_at);
        elsif private.claim_account(v_account, p_is_awaited => true) is not null then
          raise sqlstate 'DH001';
        end if;
      end loop;
    elsif not v_locked -> 0 @> to_jsonb(v_users) or not v_locked -> 1 @> to_jsonb(v_awaited) or not v_locked -> 2 @> v_receipts then
      raise sqlstate 'DH001';
    end if;
  end loop;
end;
$$;
revoke all on function private.lock_events(jsonb[], timestamptz, uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_events(jsonb[], timestamptz, uuid) is 'Locks whatever several events have to do with, in the one order, before the first of them is judged: look, lock, look again.
p_maker: the caller, whose account is made in its turn, if one of them names it. Raises DH001, to be called again, when the locks that it took are not all.';

create or replace function private.connected_events(
  p_event jsonb, p_is_look boolean default false,
  out users uuid[], out receipts text[], out awaited text[], out accounts jsonb, out events jsonb, out is_contested boolean,
  out is_subscription boolean, out is_of_another_kind boolean)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_store constant text := p_event ->> 'store';
  v_environment constant text := p_event ->> 'environment';
  v_mine constant text[] := array(select * from jsonb_array_elements_text(p_event -> 'receipts'));
  v_reach text[] := v_mine;
  v_tokens text[];
  v_seen text[] := array[p_event ->> 'notification_id'];
  v_logs uuid[] := '{}'::uuid[];
  v_pool jsonb := '[]'::jsonb;
  v_size integer;
  v_row record;
  v_other record;
  v_claims record;
  v_user uuid;
  v_account text;
  v_others text[];
begin
  receipts := v_mine;
  events := jsonb_build_array(p_event || '{"is_new": true}');
  accounts := '{}';
  is_contested := false;
  is_subscription := coalesce(p_event ->> 'kind' = 'subscription', false);
  loop
    v_size := cardinality(v_reach) + cardinality(v_logs) + cardinality(v_seen);
    v_tokens := array(select substr(r, 7) from unnest(v_reach) as r where r like 'token:%');
    for v_row in
      select i.notification_id, i.received_at, i.account_sha256, case when not p_is_look then i.payload end as payload,
             array_remove(array[
               i.transaction_id, i.original_transaction_id, 'token:' || i.token_sha256, 'token:' || i.linked_token_sha256], null) as receipts
        from private.store_inbox as i
       where i.store = v_store and i.environment = v_environment and i.disposition = 'orphan' and i.payload is not null
         and i.notification_id <> all (v_seen)
         and (i.transaction_id = any (v_reach) or i.original_transaction_id = any (v_reach)
              or i.token_sha256 = any (v_tokens) or i.linked_token_sha256 = any (v_tokens))
       order by i.occurred_at, i.notification_id collate "C"
    loop
      v_seen := v_seen || v_row.notification_id;
      if p_is_look then
        events := events || jsonb_build_object('account_sha256', v_row.account_sha256);
      else
        v_other := private.event_argument(v_row.payload);
        continue when v_other.kind <> 'subscription';
        events := events || (to_jsonb(v_other) - 'payload' || jsonb_build_object('is_orphan', true, 'received_at', v_row.received_at));
        is_subscription := is_subscription or coalesce(v_other.kind = 'subscription', false);
      end if;
      receipts := receipts || v_row.receipts;
      v_reach := v_reach || v_row.receipts;
    end loop;

    v_claims := private.event_claims(v_store, v_environment, v_reach);
    for v_row in
      select distinct c.holder, private.account_sha256(c.holder) as account_sha256
        from unnest(v_claims.holders, v_claims.kinds) as c (holder, kind)
       where c.kind = 'subscription' and c.holder is not null
    loop
      is_subscription := true;
      accounts := accounts || jsonb_build_object(v_row.account_sha256, v_row.holder);
    end loop;
    for v_account in
      select distinct e.value ->> 'account_sha256'
        from jsonb_array_elements(events) as e
       where e.value ->> 'account_sha256' is not null and not accounts ? (e.value ->> 'account_sha256')
    loop
      accounts := accounts || jsonb_build_object(v_account, private.claim_account(v_account));
    end loop;

    -- Nearly always it is about one account. Where it is, or ever was, about another too, all that is known of it counts.
    is_contested := is_contested or (select count(*) from jsonb_object_keys(accounts)) > 1;
    if not is_contested and v_claims.holders is not null then
      is_contested := exists (
        select 1
          from public.subscription_events as s
         where s.user_id = any (v_claims.holders) and s.store = v_store and s.environment = v_environment
           and s.event_type in ('transferred_in', 'transferred_out'));
    end if;
    if is_contested then
      foreach v_user in array array(
        select distinct a.value::uuid from jsonb_each_text(accounts) as a where a.value is not null and a.value::uuid <> all (v_logs) order by 1)
      loop
        v_logs := v_logs || v_user;
        v_pool := v_pool || private.named_events(v_user, v_store, v_environment);
      end loop;
      for v_row in
        select e.value as event, e.value ->> 'notification_id' as notification_id, e.value -> 'receipts' as receipts
          from jsonb_array_elements(v_pool) as e
         where e.value ->> 'notification_id' <> all (v_seen) and e.value -> 'receipts' ?| v_reach
      loop
        continue when v_row.notification_id = any (v_seen);
        v_seen := v_seen || v_row.notification_id;
        events := events || v_row.event;
        v_reach := v_reach || array(select * from jsonb_array_elements_text(v_row.receipts));
      end loop;
    end if;
    v_reach := array(select distinct r from unnest(v_reach) as r);
    exit when cardinality(v_reach) + cardinality(v_logs) + cardinality(v_seen) = v_size;
  end loop;

  -- What was bought otherwise is no subscription.
  v_others := array(select c.receipt from unnest(v_claims.receipts, v_claims.kinds) as c (receipt, kind) where c.kind <> 'subscription');
  is_of_another_kind := v_others && v_mine;
  if v_others <> '{}' then
    select jsonb_agg(case when e.value -> 'receipts' ?| v_others then e.value || '{"is_foreign": true}' else e.value end) into strict events
      from jsonb_array_elements(events) as e;
  end if;
  -- In one order everywhere, so that two events that share receipts lock them alike.
  receipts := array(select r from unnest(receipts) as r group by r order by r collate "C");
  users := array(select distinct a.value::uuid from jsonb_each_text(accounts) as a where a.value is not null order by 1);
  awaited := array(select a.key from jsonb_each_text(accounts) as a where a.value is null order by a.key collate "C");
end;
$$;
revoke all on function private.connected_events(jsonb, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.connected_events(jsonb, boolean) is 'What hangs together with an event by receipts, linked tokens included: orphans, and where more than one account has to do with it, what its holders'' logs say.
receipts: those of the event and of the orphans, in the order in which they are locked; accounts: {hash: user or null} of whoever is named or holds one of them,
users the ones that are there in the order of their locks, awaited the others; events: all of it, the event first; is_contested: more than one account has, or
once had, to do with it; is_subscription: something says that it is about one; is_of_another_kind: a receipt of the event is that of another purchase.
p_is_look: only what has to be locked, which may be more than what proves to hang together.';

create or replace function private.named_events(p_user_id uuid, p_store text, p_environment text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb := private.bound_events(p_user_id, p_store, p_environment);
  v_given jsonb;
  v_kept jsonb;
begin
  -- What staff have decided stands among the events.
  select coalesce(jsonb_agg(to_jsonb(e) || jsonb_build_object('account_sha256', private.account_sha256(p_user_id), 'is_given', true)), '[]') into strict v_given
    from (
      select s.notification_id, 'transferred_in' as event_type, s.occurred_at, s.recorded_at, s.transaction_id, s.original_transaction_id
        from public.subscription_events as s
       where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment
         and s.event_type = 'transferred_in' and s.notification_id like 'transfer\_subscription:%') as e;
  select coalesce(jsonb_object_agg(i.notification_id, jsonb_build_object('account_sha256', i.account_sha256, 'received_at', i.received_at)), '{}')
    into strict v_kept
    from private.store_inbox as i
   where i.store = p_store and i.environment = p_environment
     and i.notification_id = any (array(select e.notification_id from private.event_rows(v_events) as e));
  return (
    select coalesce(jsonb_agg(
             jsonb_build_object('received_at', e.value -> 'recorded_at')
             || e.value || coalesce(v_kept -> (e.value ->> 'notification_id'), '{}') || jsonb_build_object(
               'is_bound', true,
               'receipts', to_jsonb(array_remove(array[
                 e.value ->> 'transaction_id', e.value ->> 'original_transaction_id', 'token:' || (e.value ->> 'token_sha256'),
                 'token:' || (e.value ->> 'linked_token_sha256')], null)))), '[]')
      from jsonb_array_elements(v_events || v_given) as e);
end;
$$;
revoke all on function private.named_events(uuid, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.named_events(uuid, text, text) is 'A user''s events of a store with the account that each named and its receipts, and what transfer_subscription has given to the user.';

create or replace function private.judged_events(
  p_events jsonb, p_accounts jsonb, p_live uuid[], p_environment text, p_is_contested boolean, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb;
  v_account text;
  v_lasting text[];
  v_moves_at_once boolean;
begin
  if p_is_contested then
    select s.second_account_moves into strict v_moves_at_once from private.settings as s;
    -- Whose right counts: of accounts that are not made yet, too; the sandbox's of testers only.
    v_lasting := array(select a.key from jsonb_each_text(p_accounts) as a where a.value is null or a.value::uuid = any (p_live));
    if p_environment = 'sandbox' then
      v_lasting := array(
        select a.key
          from jsonb_each_text(p_accounts) as a
          join public.user_profile as u on u.user_id = a.value::uuid
         where u.is_tester and a.key = any (v_lasting));
    end if;
    if v_moves_at_once then
      v_lasting := '{}';
    end if;
    v_events := private.owned_events(p_events, v_lasting, p_at);
  else
    select k into v_account from jsonb_object_keys(p_accounts) as k;
    select jsonb_agg(e.value || jsonb_build_object('account', v_account, 'waits', false)) into strict v_events
      from jsonb_array_elements(p_events) as e;
  end if;
  -- named: the account that it names, where it is there and alive.
  return (
    select jsonb_agg(
             e.value || jsonb_build_object(
               'owner', p_accounts -> (e.value ->> 'account'),
               'named', case when (p_accounts ->> (e.value ->> 'account_sha256'))::uuid = any (p_live) then p_accounts -> (e.value ->> 'account_sha256') end)
             || case
               when (e.value ->> 'waits')::boolean then '{"becomes": "waits", "waits_for": "right", "owner": null}'::jsonb
               when e.value ->> 'account' is null then '{"becomes": "waits", "waits_for": "owner"}'
               when p_accounts ->> (e.value ->> 'account') is null then '{"becomes": "waits", "waits_for": "account"}'
               -- An erased account does not come back, and nothing of it is kept.
               when (p_accounts ->> (e.value ->> 'account'))::uuid <> all (p_live) then '{"becomes": "dropped"}'
               -- Of another account than any that there can be, or the receipt of another purchase.
               when e.value ->> 'is_foreign' is not null or (e.value ->> 'account_token' is not null and e.value ->> 'account_sha256' is null)
                 then '{"becomes": "foreign"}'
               else '{"becomes": "bound"}' end)
      from jsonb_array_elements(v_events) as e);
end;
$$;
revoke all on function private.judged_events(jsonb, jsonb, uuid[], text, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.judged_events(jsonb, jsonb, uuid[], text, boolean, timestamptz) is 'What becomes of each of the events that hang together: bound (to owner), waits (for waits_for), dropped (of an erased account) or foreign (of no account at all).
A pure function of the events, of who is alive, and of the time.';

create or replace function private.owned_events(p_events jsonb, p_lasting text[], p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb;
  v_count integer;
  v_names text[]; -- whom each event names
  v_times timestamptz[];
  v_receipts text[] := '{}'::text[]; -- seen so far, each with its group
  v_groups integer[] := '{}'::integer[];
  v_of integer[]; -- the group of each event; null while it waits
  v_blocks integer[]; -- the group that it waits for
  v_owners text[]; -- of each group
  v_ends timestamptz[]; -- until when it entitles; null: not worked out
  v_paid timestamptz[]; -- until when it entitles at least; null: not known without working it out
  v_products text[];
  v_starts timestamptz[];
  v_waiting integer[] := '{}'::integer[];
  v_calm_until timestamptz := 'infinity'::timestamptz; -- until when nothing ends that somebody waits for
  v_queue integer[];
  v_place integer;
  v_n integer;
  v_event jsonb;
  v_time timestamptz;
  v_name text;
  v_group integer;
  v_first integer;
  v_touched integer[];
  v_receipt text;
  v_is_free boolean;
begin
  select jsonb_agg(o.event order by o.n), array_agg(o.event ->> 'account_sha256' order by o.n), array_agg(o.occurred_at order by o.n), count(*)
    into strict v_events, v_names, v_times, v_count
    from (
      select e.value as event, t.occurred_at,
             row_number() over (order by t.occurred_at, (e.value ->> 'received_at')::timestamptz, e.value ->> 'notification_id' collate "C") as n
        from jsonb_array_elements(p_events) as e
       cross join lateral (values ((e.value ->> 'occurred_at')::timestamptz)) as t (occurred_at)) as o;
  v_of := array_fill(null::integer, array[v_count]);
  v_blocks := v_of;
  v_owners := array_fill(null::text, array[v_count]);
  v_products := v_owners;
  v_ends := array_fill(null::timestamptz, array[v_count]);
  v_paid := v_ends;
  v_starts := v_ends;
  -- As if they had come one after the other, in the order that counts; and then it is now.
  for v_step in 1 .. 2 * v_count + 2 loop
    -- Before each of them those have their turn whose wait was over by then; with it, those whose wait it ends.
    v_n := (v_step + 1) / 2;
    v_time := coalesce(v_times[v_n], p_at);
    v_queue := '{}';
    if v_step % 2 = 1 then
      v_time := v_time - interval '1 microsecond';
    end if;
    if v_time >= v_calm_until then
      v_queue := v_waiting;
      v_waiting := '{}';
      v_calm_until := 'infinity';
    end if;
    if v_step % 2 = 0 and v_n <= v_count then
      -- Another account comes after those who wait, too.
      v_is_free := true;
      foreach v_receipt in array array(select * from jsonb_array_elements_text(v_events -> (v_n - 1) -> 'receipts')) loop
        v_is_free := v_is_free and (v_owners[v_groups[array_position(v_receipts, v_receipt)]] = v_names[v_n]) is not false;
      end loop;
      v_queue := case when v_is_free then v_n || v_queue else v_queue || v_n end;
    end if;
    v_place := 1;
    while v_place <= cardinality(v_queue) loop
      v_n := v_queue[v_place];
      v_place := v_place + 1;
      v_group := v_blocks[v_n];
      if v_time < v_paid[v_group] and v_owners[v_group] <> v_names[v_n] then
        v_waiting := v_waiting || v_n;
        v_calm_until := least(v_calm_until, v_paid[v_group]);
        continue;
      end if;
      v_event := v_events -> (v_n - 1);
      -- Who it is about: whom it names, else whoever has its first receipt.
      v_name := v_names[v_n];
      v_touched := '{}';
      foreach v_receipt in array array(select * from jsonb_array_elements_text(v_event -> 'receipts')) loop
        v_group := v_groups[array_position(v_receipts, v_receipt)];
        if v_group is not null and v_group <> all (v_touched) then
          v_touched := v_touched || v_group;
          v_name := coalesce(v_name, v_owners[v_group]);
        end if;
      end loop;
      v_is_free := true;
      foreach v_group in array v_touched loop
        if v_owners[v_group] <> v_name and v_event ->> 'is_given' is null and v_owners[v_group] = any (p_lasting) then
          if v_time >= v_paid[v_group] is not false and v_ends[v_group] is null then
            v_ends[v_group] := private.entitles_until((
              select jsonb_agg(v_events -> (m.n::integer - 1)) from unnest(v_of) with ordinality as m (of, n) where m.of = v_group));
          end if;
          if v_time < coalesce(v_ends[v_group], v_paid[v_group]) then
            v_is_free := false;
            v_blocks[v_n] := v_group;
            v_calm_until := least(v_calm_until, coalesce(v_ends[v_group], v_paid[v_group]));
          end if;
        end if;
      end loop;
      if not v_is_free then
        v_waiting := v_waiting || v_n;
        continue;
      end if;

      -- It has its place, and what it touches becomes one: the next period of what is paid, words about it, or something to be worked out.
      v_first := v_touched[1];
      v_of[v_n] := v_n;
      v_owners[v_n] := v_name;
      v_starts[v_n] := coalesce(v_event ->> 'purchased_at', v_event ->> 'occurred_at')::timestamptz;
      v_products[v_n] := v_event ->> 'product_id';
      if cardinality(v_touched) <= 1 and v_event ->> 'revoked_at' is null and v_event ->> 'linked_token_sha256' is null
         and (v_event ->> 'product_id' = v_products[v_first]) is not false then
        if v_event ->> 'event_type' in ('started', 'renewed', 'recovered') and v_event ->> 'transaction_id' <> all (v_receipts)
           and (v_first is null or v_starts[v_n] >= v_starts[v_first]) and (v_event ->> 'expires_at')::timestamptz > v_starts[v_n] then
          v_paid[v_n] := greatest(v_paid[v_first], (v_event ->> 'expires_at')::timestamptz);
        elsif v_event ->> 'event_type' in ('canceled', 'uncanceled', 'price_changed', 'grace', 'billing_retry') and v_first is not null
              and coalesce(v_event ->> 'expires_at', v_event ->> 'purchased_at') is null then
          v_paid[v_n] := v_paid[v_first];
          v_starts[v_n] := v_starts[v_first];
          v_products[v_n] := v_products[v_first];
        end if;
      end if;
      for v_other in 1 .. cardinality(v_touched) loop
        v_groups := array_replace(v_groups, v_touched[v_other], v_n);
        v_of := array_replace(v_of, v_touched[v_other], v_n);
        v_blocks := array_replace(v_blocks, v_touched[v_other], v_n);
      end loop;
      foreach v_receipt in array array(select * from jsonb_array_elements_text(v_event -> 'receipts')) loop
        if v_receipt <> all (v_receipts) then
          v_receipts := v_receipts || v_receipt;
          v_groups := v_groups || v_n;
        end if;
      end loop;
      -- With it those that wait may find their place, unless the right of who had it goes on.
      if v_waiting <> '{}' and (v_paid[v_n] is null or v_owners[v_n] is distinct from v_owners[v_first] or cardinality(v_touched) > 1) then
        v_queue := v_waiting || v_queue[v_place:];
        v_waiting := '{}';
        v_calm_until := 'infinity';
        v_place := 1;
      end if;
    end loop;
  end loop;
  return (
    select jsonb_agg(e.value || jsonb_build_object('account', v_owners[v_of[e.n]], 'waits', v_of[e.n] is null) order by e.n)
      from jsonb_array_elements(v_events) with ordinality as e (value, n));
end;
$$;
revoke all on function private.owned_events(jsonb, text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.owned_events(jsonb, text[], timestamptz) is 'Whose each event is, where several accounts are named in what hangs together: account, a hash; waits: another account has the right to it still.
What would have become of them had they come in the order in which they happened (of one moment, in that of arrival): a subscription is the first account''s that it names; an event for
another one waits while the subscription entitles (for the accounts in p_lasting), and takes all of it over when that ends, at the latest now (p_at). What staff
have given to an account (is_given) is its at once.';

create or replace function private.entitles_until(p_events jsonb)
returns timestamptz
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb := private.grouped_events((
    select coalesce(jsonb_agg(e.value), '[]') from jsonb_array_elements(p_events) as e where e.value ->> 'event_type' <> 'transferred_in'));
  v_lines jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(l)), '[]') into strict v_lines from private.fold_lines(v_events) as l;
  return (
    select coalesce(max(e.ends_at), '-infinity')
      from (
        select l.purchased_at, least(greatest(l.expires_at, l.grace_expires_at), l.revoked_at, l.replaced_at, a.paused_at) as ends_at
          from private.line_rows(v_lines) as l
          left join private.fold_attributes(v_events, v_lines) as a on a.subscription_id = l.subscription_id) as e
     where e.purchased_at < e.ends_at);
end;
$$;
revoke all on function private.entitles_until(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.entitles_until(jsonb) is 'Until when the subscriptions that these events tell of entitle whoever has them, begun or yet to begin; -infinity: never.';

create or replace function private.settle_ownership(
  p_store text, p_environment text, p_events jsonb, p_live uuid[], p_is_contested boolean, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claims record;
  v_row record;
  v_user uuid;
  v_free text[];
  v_moved jsonb := '[]'::jsonb;
  v_logged text[];
  v_added jsonb;
  v_state text;
begin
  -- What the old state has given until now is written down before it changes.
  foreach v_user in array p_live loop
    perform private.settle_credits(v_user, p_at);
  end loop;

  -- Receipts are whose the events are that name them; nobody's where those wait.
  v_claims := private.event_claims(p_store, p_environment, array(
    select distinct r.value from jsonb_array_elements(p_events) as e cross join lateral jsonb_array_elements_text(e.value -> 'receipts') as r));
  for v_row in
    select (e.value ->> 'owner')::uuid as owner, c.holder, c.original, array_agg(distinct r.value) as receipts,
           min(coalesce(e.value ->> 'original_transaction_id', e.value ->> 'transaction_id', 'token:' || (e.value ->> 'token_sha256'))) as name
      from jsonb_array_elements(p_events) as e
     cross join lateral jsonb_array_elements_text(e.value -> 'receipts') as r
      left join unnest(v_claims.receipts, v_claims.holders, v_claims.originals) as c (receipt, holder, original) on c.receipt = r.value
     where e.value ->> 'becomes' = 'bound' and c.holder is distinct from (e.value ->> 'owner')::uuid
     group by 1, 2, 3
     order by 1, 2, c.original collate "C"
  loop
    if v_row.holder is null then
      perform private.claim_receipt(p_store, p_environment, v_row.receipts, v_row.owner, 'subscription', v_row.name, p_at);
    else
      perform private.claim_receipt(
        p_store, p_environment, v_row.receipts, v_row.owner, 'subscription', p_at => p_at, p_is_taken_over => true);
      v_moved := v_moved || jsonb_build_object('giver', v_row.holder, 'taker', v_row.owner, 'original', v_row.original);
    end if;
  end loop;
  if p_is_contested then
    -- What names another account than the one that has it now was that one's for no time at all.
    select v_moved || coalesce(jsonb_agg(distinct jsonb_build_object(
             'giver', e.value -> 'named', 'taker', e.value -> 'owner',
             'original', coalesce(e.value ->> 'original_transaction_id', e.value ->> 'transaction_id', 'token:' || (e.value ->> 'token_sha256')))), '[]')
      into strict v_moved
      from jsonb_array_elements(p_events) as e
     where e.value ->> 'becomes' = 'bound' and e.value ->> 'is_bound' is null
       and e.value ->> 'account_sha256' <> private.account_sha256((e.value ->> 'owner')::uuid);
    v_free := array(
      select c.receipt
        from unnest(v_claims.receipts, v_claims.kinds) as c (receipt, kind)
       where c.kind = 'subscription'
         and not exists (
           select 1 from jsonb_array_elements(p_events) as e
            where e.value ->> 'becomes' <> 'waits' and e.value -> 'receipts' ? c.receipt));
    if v_free <> '{}' then
      perform private.claim_receipt(p_store, p_environment, v_free, p_is_given_up => true);
    end if;
  end if;

  -- What waited and does not any more, waits for something else, or waits again.
  for v_row in
    select e.value ->> 'notification_id' as notification_id, e.value ->> 'becomes' as becomes, e.value ->> 'waits_for' as waits_for,
           coalesce(e.value ->> 'named', e.value ->> 'owner')::uuid as user_id, e.value ->> 'disposition' as disposition
      from jsonb_array_elements(p_events) as e
     where e.value ->> 'is_orphan' is not null or (e.value ->> 'is_bound' is not null and e.value ->> 'becomes' = 'waits')
     order by e.value ->> 'notification_id' collate "C"
  loop
    update private.store_inbox as i
       set user_id = case when v_row.becomes = 'bound' then v_row.user_id end,
           bound_at = case when v_row.becomes = 'bound' then p_at end,
           disposition = case v_row.becomes when 'bound' then v_row.disposition when 'waits' then 'orphan' else 'ignored' end,
           payload = case when v_row.becomes <> 'dropped' then i.payload end,
           waits_for = case when v_row.becomes = 'waits' then v_row.waits_for end
     where i.store = p_store and i.environment = p_environment and i.notification_id = v_row.notification_id;
  end loop;

  -- Each one's fold, with what is new in the log. Who has given it up need not be alive.
  foreach v_user in array p_live || array(select distinct (m.value ->> 'giver')::uuid from jsonb_array_elements(v_moved) as m
                                           where (m.value ->> 'giver')::uuid <> all (p_live)) loop
    v_logged := array(
      select s.notification_id
        from public.subscription_events as s
       where s.user_id = v_user and s.store = p_store and s.environment = p_environment
         and s.notification_id = any (array(select e.value ->> 'notification_id' from jsonb_array_elements(p_events) as e)));
    select coalesce(jsonb_agg(e.value || jsonb_build_object('recorded_at', p_at)), '[]') into strict v_added
      from jsonb_array_elements(p_events) as e
     where e.value ->> 'becomes' = 'bound' and e.value ->> 'is_given' is null and e.value ->> 'notification_id' <> all (v_logged)
       and (e.value ->> 'owner')::uuid = v_user;
    perform private.fold_events(v_user, p_store, p_environment, v_added);
    v_state := private.fold_subscription(v_user, p_at);
    if v_user = any (p_live) then
      perform private.settle_credits(v_user, p_at);
    end if;
    for v_row in
      select e.transaction_id, e.product_id, e.redemption_id, coalesce(e.purchased_at, e.occurred_at) as bought_at
        from jsonb_to_recordset(v_added) as e (
          transaction_id text, product_id text, redemption_id uuid, purchased_at timestamptz, occurred_at timestamptz, is_refund boolean)
       where e.redemption_id is not null and not e.is_refund
    loop
      perform private.use_redemption(
        v_user, p_store, p_environment, v_row.transaction_id, v_row.product_id, v_row.redemption_id, v_row.bought_at, p_at);
    end loop;
    -- An event is in the log of the account that it names, too, whoever has the subscription.
    insert into public.subscription_events (
      user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, state,
      occurred_at, recorded_at, plan, token_sha256, linked_token_sha256, purchased_at, expires_at, grace_expires_at, revoked_at, price_micros,
      currency, will_renew, pending_product_id, cancel_reason, resumes_at, refund_percentage)
    select v_user, p_store, p_environment, e.notification_id, e.event_type, e.disposition, e.transaction_id, e.original_transaction_id, e.product_id,
           v_state, e.occurred_at, p_at, e.plan, e.token_sha256, e.linked_token_sha256, e.purchased_at, e.expires_at, e.grace_expires_at, e.revoked_at,
           e.price_micros, e.currency, e.will_renew, e.pending_product_id, e.cancel_reason, e.resumes_at, nullif(e.refund_percentage, 100)
      from private.event_rows(v_added || (
        select coalesce(jsonb_agg(e.value), '[]')
          from jsonb_array_elements(p_events) as e
         where e.value ->> 'becomes' = 'bound' and e.value ->> 'is_bound' is null and e.value ->> 'is_given' is null
           and (e.value ->> 'named')::uuid = v_user and (e.value ->> 'owner')::uuid <> v_user)) as e
     order by e.occurred_at, e.notification_id collate "C"
    on conflict (user_id, store, environment, notification_id) do nothing;
  end loop;

  -- Both are named in the audit, under one id.
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id, occurred_at, recorded_at)
  select r.user_id, p_store, p_environment,
         case when n.is_given then n.notification_id
              else 'transfer:' || encode(sha256(convert_to(concat_ws(chr(31), n.notification_id, m.value ->> 'original'), 'UTF8')), 'hex') end,
         r.event_type, 'applied', n.transaction_id, m.value ->> 'original', n.product_id, n.occurred_at, p_at
    from jsonb_array_elements(v_moved) as m
   cross join lateral (values ((m.value ->> 'taker')::uuid, 'transferred_in'), ((m.value ->> 'giver')::uuid, 'transferred_out')) as r (user_id, event_type)
   cross join jsonb_to_recordset(p_events) as n (
     notification_id text, transaction_id text, product_id text, occurred_at timestamptz, is_new boolean, is_given boolean)
   where n.is_new and r.user_id is not null
   order by 4, 1
  on conflict (user_id, store, environment, notification_id) do nothing;
end;
$$;
revoke all on function private.settle_ownership(text, text, jsonb, uuid[], boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.settle_ownership(text, text, jsonb, uuid[], boolean, timestamptz) is 'Writes down what judged_events says: claims, inbox, and of each user the log, what is folded from it and, of those who are alive, the credits.
The new event itself (is_new) is kept in the inbox by the caller.';

create or replace function private.use_redemption(
  p_user_id uuid, p_store text, p_environment text, p_transaction_id text, p_product_id text, p_redemption_id uuid, p_bought_at timestamptz, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Bought while the discount lasted, however late the store tells of it.
  perform private.fulfil_redemption(p_user_id, p_redemption_id, least(p_at, p_bought_at));
  update private.store_transactions as t
     set redemption_id = p_redemption_id
   where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.transaction_id = p_transaction_id
     and t.product_id = coalesce(p_product_id, t.product_id) and t.redemption_id is distinct from p_redemption_id;
end;
$$;
revoke all on function private.use_redemption(uuid, text, text, text, text, uuid, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.use_redemption(uuid, text, text, text, text, uuid, timestamptz, timestamptz) is 'Marks the redemption of a discount code that an event about a subscription names as used, and notes it with the period.
Called under the user''s lock, when the event is folded in.';
