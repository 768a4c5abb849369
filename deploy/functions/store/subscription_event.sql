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
set plan_cache_mode = force_generic_plan
as $$
declare
  v_owner uuid := p_event.account_id;
  v_claims record;
  v_at timestamptz;
  v_fold record;
  v_name text;
  v_disposition text;
  v_settled record;
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
  v_name := coalesce(p_event.original_transaction_id, p_event.transaction_id, 'token:' || p_event.token_sha256);
  v_claims := private.event_claims(p_event.store, p_event.environment, p_event.receipts, v_owner, v_name, v_at);
  -- Somebody else's, something else's, an orphan names it too (each part has its partial index), or it is said to be a stranger's: what was
  -- claimed just now is given back with the locks.
  if v_owner <> any (v_claims.holders) or 'subscription' <> any (v_claims.kinds) or not private.is_account_token(p_event.account_token, v_owner) then
    raise sqlstate 'DH001';
  end if;
  perform 1
     from private.store_inbox as i
    where i.store = p_event.store and i.environment = p_event.environment and i.disposition = 'orphan'
      and (i.transaction_id = any (p_event.receipts) or i.original_transaction_id = any (p_event.receipts)
           or i.token_sha256 = any (v_tokens) or i.linked_token_sha256 = any (v_tokens));
  if found then
    raise sqlstate 'DH001';
  end if;
  v_fold := private.fold_event(p_event, v_owner, v_claims.receipts, v_claims.originals, v_at);
  if not v_fold.is_folded then
    raise sqlstate 'DH001';
  end if;
  -- The receipts are the user's by now, but for those that were locked before and nobody's; and the subscription may be called otherwise.
  if cardinality(v_claims.made) > 0 and v_fold.subscription_id <> v_name then
    perform private.claim_receipt(
      p_event.store, p_event.environment, v_claims.made, v_owner, 'subscription', v_fold.subscription_id, p_is_taken_over => true);
  end if;
  if not p_event.receipts <@ coalesce(v_claims.receipts || v_claims.made, '{}') then
    perform private.claim_receipt(
      p_event.store, p_event.environment, p_event.receipts, v_owner, 'subscription', v_fold.subscription_id, v_at);
  end if;
  v_disposition := private.keep_in_inbox(p_event, 'applied', v_owner, p_event.payload, v_at);
  if p_event.redemption_id is not null and not p_event.is_refund then
    perform private.use_redemption(
      v_owner, p_event.store, p_event.environment, p_event.transaction_id, p_event.product_id, p_event.redemption_id,
      coalesce(p_event.purchased_at, p_event.occurred_at), v_at);
  end if;
  v_settled := private.settle_credits(v_owner, v_at);
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
  return private.event_answer(v_disposition, v_owner, p_event.environment, v_at, v_fold.state);
end;
$$;
revoke all on function private.take_subscription_event(record, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.take_subscription_event(record, boolean, timestamptz) is 'Takes in one event about a subscription: the short way, on which one event more is folded into what one user has.
Where that is not exact (others have to do with it, it is late, something waits for it) it goes by take_connected_event: at once where nothing is locked yet,
else it raises DH001, to be called again with p_looks_first.';

create or replace function private.fold_event(
  p_event record, p_user_id uuid, p_receipts text[], p_originals text[], p_at timestamptz,
  out is_folded boolean, out state text, out subscription_id text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claimed text := p_originals[array_position(p_receipts, p_event.transaction_id)];
  v_by_original text := p_originals[array_position(p_receipts, p_event.original_transaction_id)];
  v_by_token text := p_originals[array_position(p_receipts, 'token:' || p_event.token_sha256)];
  v_linked text := p_originals[array_position(p_receipts, 'token:' || p_event.linked_token_sha256)];
  v_id text := coalesce(
    v_claimed, v_by_original, v_by_token, p_event.original_transaction_id, p_event.transaction_id, 'token:' || p_event.token_sha256);
  v_is_paid boolean := p_event.event_type in ('started', 'renewed', 'recovered');
  v_is_unpaid boolean := p_event.event_type in ('grace', 'billing_retry');
  v_is_attached boolean := p_event.transaction_id is null or (v_claimed is null and v_is_unpaid);
  v_is_new boolean := v_claimed is null and not v_is_attached;
  -- What it tells of the period: all, or what is said of a period that the event does not name.
  v_tells boolean := p_event.transaction_id is null or not v_is_attached;
  v_tells_end boolean := v_tells and not (v_is_attached and v_is_unpaid);
  v_tells_revoked boolean := v_tells and (
    p_event.event_type in ('revoked', 'refund_reversed') or p_event.revoked_at is not null
    or (p_event.event_type = 'refunded' and p_event.refund_percentage = 100));
  v_sub record;
  v_old record;
  v_says record;
  v_line private.store_transactions;
  v_next_at timestamptz;
  v_other_at timestamptz;
  v_linked_at timestamptz;
  v_cut text[];
  v_ends_at timestamptz;
  v_ended_at timestamptz;
  v_last_product text;
  v_row record;
  v_is_never_paused boolean;
  v_best timestamptz;
  v_started_at timestamptz;
begin
  -- Only where one event more changes what it names and nothing else: it is the newest report about its subscription, all that it names
  -- belongs to that one, which goes on to be called as it is. Whatever is not so is folded from all events.
  is_folded := false;
  if v_by_original <> v_id or v_by_token <> v_id or p_event.original_transaction_id <> v_id
     or (v_id like 'token:%' and p_event.transaction_id <> v_id) or (v_is_attached and p_event.linked_token_sha256 is not null) then
    return;
  end if;
  select s.will_renew, s.pending_product_id, s.cancel_reason, s.is_in_billing_retry, s.paused_at, s.resumes_at, s.attributes_at,
         s.attributes_notification_id, s.is_tangled
    into v_sub
    from private.store_subscriptions as s
   where s.user_id = p_user_id and s.store = p_event.store and s.environment = p_event.environment and s.original_transaction_id = v_id;
  if v_sub.is_tangled
     or (v_sub.attributes_at, v_sub.attributes_notification_id collate "C") >= (p_event.occurred_at, p_event.notification_id collate "C")
     -- Named before, by an event about another one.
     or (not found and v_id = any (p_originals)) then
    return;
  end if;
  if v_is_new and v_by_token = v_id and v_by_original is null then
    -- A token that nothing but links has named is no subscription's yet.
    perform 1
       from private.store_transactions as t
      where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment
        and t.original_transaction_id = v_id and t.token_sha256 = p_event.token_sha256
      limit 1;
    if not found then
      return;
    end if;
  end if;
  if v_linked <> v_id then
    -- A token that nothing but links has named goes to whoever links it last.
    perform 1
       from private.store_transactions as t
      where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment
        and t.original_transaction_id = v_linked and t.token_sha256 = p_event.linked_token_sha256
      limit 1;
    if not found then
      return;
    end if;
  end if;

  if v_is_new then
    v_line.purchased_at := coalesce(p_event.purchased_at, p_event.occurred_at);
    -- A payment speaks of every renewal attribute; what a look-up shows does not, unless there is nothing yet that it could change. One that
    -- begins before what is known already may be what that was about.
    if p_event.plan is null or not (v_is_paid or (p_event.event_type = 'snapshot' and v_sub.attributes_at is null and p_event.expires_at is not null))
       or v_line.purchased_at <= v_sub.attributes_at or p_event.expires_at <= v_line.purchased_at then
      return;
    end if;
    v_line.transaction_id := p_event.transaction_id;
    v_line.product_id := p_event.product_id;
    v_line.plan := p_event.plan;
    v_line.token_sha256 := p_event.token_sha256;
    v_line.linked_token_sha256 := p_event.linked_token_sha256;
    v_line.reported_expires_at := p_event.expires_at;
    v_line.reported_grace_at := case when not v_is_paid then p_event.grace_expires_at end;
    v_line.revoked_at := case when v_tells_revoked then coalesce(p_event.revoked_at, p_event.occurred_at) end;
    v_line.price_micros := p_event.price_micros;
    v_line.currency := p_event.currency;
  else
    if v_is_attached then
      -- About the last period before it, that of its product if there is one.
      select t.transaction_id, t.product_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.reported_expires_at, t.ended_at,
             t.reported_grace_at, t.revoked_at, t.price_micros, t.currency, t.expires_at, t.grace_expires_at, t.replaced_at, 1::bigint as count
        into v_old
        from private.store_transactions as t
       where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.original_transaction_id = v_id
         and t.purchased_at <= p_event.occurred_at
       order by coalesce(t.product_id = p_event.product_id, false) desc, t.purchased_at desc, t.transaction_id collate "C" desc
       limit 1;
    else
      select t.transaction_id, t.product_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.reported_expires_at, t.ended_at,
             t.reported_grace_at, t.revoked_at, t.price_micros, t.currency, t.expires_at, t.grace_expires_at, t.replaced_at, count(*) over () as count
        into v_old
        from private.store_transactions as t
       where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.transaction_id = p_event.transaction_id;
    end if;
    if not found or v_old.count > 1 or (v_old.reported_expires_at <= v_old.purchased_at)
       or (v_claimed is null and v_by_original is null and p_event.token_sha256 is distinct from v_old.token_sha256)
       or (not v_is_attached
           and (p_event.product_id <> v_old.product_id or p_event.purchased_at <> v_old.purchased_at
                or coalesce(p_event.token_sha256, v_old.token_sha256) is distinct from v_old.token_sha256
                or coalesce(p_event.linked_token_sha256, v_old.linked_token_sha256) is distinct from v_old.linked_token_sha256)) then
      return;
    end if;
    v_ended_at := least(greatest(v_old.expires_at, v_old.grace_expires_at), v_old.revoked_at, v_old.replaced_at);
    v_line.transaction_id := v_old.transaction_id;
    v_line.product_id := v_old.product_id;
    v_line.plan := case when v_is_attached then v_old.plan else coalesce(p_event.plan, v_old.plan) end;
    v_line.token_sha256 := v_old.token_sha256;
    v_line.linked_token_sha256 := v_old.linked_token_sha256;
    v_line.purchased_at := v_old.purchased_at;
    -- Rows that were not made here have their end alone.
    v_line.reported_expires_at := coalesce(case when v_tells_end then p_event.expires_at end, v_old.reported_expires_at, v_old.expires_at);
    v_line.ended_at := case
      when v_tells and p_event.event_type = 'expired' then p_event.occurred_at
      when p_event.expires_at is null or not v_tells_end then v_old.ended_at end;
    v_line.reported_grace_at := case
      when not v_is_attached and (v_is_paid or p_event.event_type = 'expired') then null
      when p_event.grace_expires_at is not null then p_event.grace_expires_at
      when p_event.event_type = 'billing_retry' and v_old.reported_grace_at > p_event.occurred_at then p_event.occurred_at
      else v_old.reported_grace_at end;
    v_line.revoked_at := case
      when not v_tells_revoked then v_old.revoked_at
      when p_event.event_type = 'refund_reversed' then null
      when p_event.event_type in ('refunded', 'revoked') then coalesce(p_event.revoked_at, p_event.occurred_at)
      else p_event.revoked_at end;
    v_line.price_micros := v_old.price_micros;
    v_line.currency := v_old.currency;
    if p_event.price_micros is not null and not v_is_attached then
      v_line.price_micros := p_event.price_micros;
      v_line.currency := p_event.currency;
    end if;
    if v_line.reported_expires_at <= v_line.purchased_at then
      return;
    end if;
  end if;
  v_line.expires_at := greatest(least(v_line.reported_expires_at, v_line.ended_at), v_line.purchased_at);

  -- What follows it in its subscription, what its token's successor cuts off, and what a new one cuts off: grace before it, another product,
  -- the token that it replaces.
  select (
           select o.purchased_at
             from private.store_transactions as o
            where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
              and (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, v_line.transaction_id collate "C")
            order by o.purchased_at, o.transaction_id collate "C"
            limit 1),
         case when v_line.token_sha256 is not null then (
           select min(o.purchased_at)
             from private.store_transactions as o
            where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment
              and o.linked_token_sha256 = v_line.token_sha256 and o.token_sha256 is distinct from v_line.token_sha256
              and (v_line.linked_token_sha256 is distinct from o.token_sha256
                   or (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, v_line.transaction_id collate "C"))) end,
         case when v_is_new then (
           select array_agg(o.transaction_id)
             from private.store_transactions as o
            where o.user_id = p_user_id and greatest(o.expires_at, o.grace_expires_at) > v_line.purchased_at
              and o.store = p_event.store and o.environment = p_event.environment
              and ((o.original_transaction_id = v_id
                    and (o.purchased_at, o.transaction_id collate "C") < (v_line.purchased_at, v_line.transaction_id collate "C")
                    and (o.product_id <> v_line.product_id or o.grace_expires_at > v_line.purchased_at))
                   or (o.token_sha256 = v_line.linked_token_sha256 and o.token_sha256 is distinct from v_line.token_sha256
                       and (o.linked_token_sha256 is distinct from v_line.token_sha256
                            or (v_line.purchased_at, v_line.transaction_id collate "C") > (o.purchased_at, o.transaction_id collate "C"))))) end
    into v_next_at, v_linked_at, v_cut;
  v_line.grace_expires_at := case when v_next_at < v_line.reported_grace_at then v_next_at else v_line.reported_grace_at end;
  if v_line.grace_expires_at <= v_line.expires_at then
    v_line.grace_expires_at := null;
  end if;
  v_ends_at := greatest(v_line.expires_at, v_line.grace_expires_at);
  if v_next_at < v_ends_at then
    select min(o.purchased_at) into v_other_at
      from private.store_transactions as o
     where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
       and (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, v_line.transaction_id collate "C")
       and o.purchased_at < v_ends_at and o.product_id <> v_line.product_id;
  end if;
  v_line.replaced_at := least(v_other_at, v_linked_at);
  if v_line.replaced_at >= v_ends_at then
    v_line.replaced_at := null;
  end if;
  v_ends_at := least(v_ends_at, v_line.revoked_at, v_line.replaced_at);

  v_says := private.renewal_statement(p_event.event_type, v_next_at is not null and not v_is_attached);
  v_says.renews := coalesce(p_event.will_renew, v_says.renews, v_sub.will_renew, false);
  v_last_product := v_line.product_id;
  if v_next_at is not null and p_event.pending_product_id is not null then
    select o.product_id into v_last_product
      from private.store_transactions as o
     where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
     order by o.purchased_at desc, o.transaction_id collate "C" desc
     limit 1;
  end if;

  -- What the old state has given until now is written down before anything of it is taken away.
  if v_cut is not null or v_says.pauses or v_ends_at < v_ended_at then
    perform private.settle_credits(p_user_id, p_at);
  end if;
  if v_is_new then
    insert into private.store_transactions (
      user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, linked_token_sha256,
      purchased_at, expires_at, grace_expires_at, price_micros, currency, revoked_at, replaced_at, recorded_at,
      reported_expires_at, ended_at, reported_grace_at)
    values (
      p_user_id, p_event.store, p_event.environment, p_event.transaction_id, v_id, v_line.product_id, v_line.plan, v_line.token_sha256,
      v_line.linked_token_sha256, v_line.purchased_at, v_line.expires_at, v_line.grace_expires_at, v_line.price_micros, v_line.currency,
      v_line.revoked_at, v_line.replaced_at, p_at, v_line.reported_expires_at, v_line.ended_at, v_line.reported_grace_at);
  else
    update private.store_transactions as t
       set plan = v_line.plan, expires_at = v_line.expires_at, grace_expires_at = v_line.grace_expires_at, price_micros = v_line.price_micros,
           currency = v_line.currency, revoked_at = v_line.revoked_at, replaced_at = v_line.replaced_at,
           reported_expires_at = v_line.reported_expires_at, ended_at = v_line.ended_at, reported_grace_at = v_line.reported_grace_at
     where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment
       and t.transaction_id = v_line.transaction_id and t.product_id = v_line.product_id
       and (t.plan, t.expires_at, t.grace_expires_at, t.price_micros, t.currency, t.revoked_at, t.replaced_at, t.reported_expires_at,
            t.ended_at, t.reported_grace_at)
        is distinct from (v_line.plan, v_line.expires_at, v_line.grace_expires_at, v_line.price_micros, v_line.currency, v_line.revoked_at,
            v_line.replaced_at, v_line.reported_expires_at, v_line.ended_at, v_line.reported_grace_at);
  end if;
  if v_cut is not null then
    for v_row in
      select o.transaction_id, o.expires_at, o.grace_expires_at, o.replaced_at, o.product_id,
             o.original_transaction_id = v_id
               and (o.purchased_at, o.transaction_id collate "C") < (v_line.purchased_at, v_line.transaction_id collate "C") as is_before,
             coalesce(o.token_sha256 = v_line.linked_token_sha256, false) and o.token_sha256 is distinct from v_line.token_sha256
               and (o.linked_token_sha256 is distinct from v_line.token_sha256
                    or (v_line.purchased_at, v_line.transaction_id collate "C") > (o.purchased_at, o.transaction_id collate "C")) as is_linked
        from private.store_transactions as o
       where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.transaction_id = any (v_cut)
    loop
      if v_row.is_before and v_row.grace_expires_at > v_line.purchased_at then
        v_row.grace_expires_at := case when v_row.expires_at < v_line.purchased_at then v_line.purchased_at end;
      end if;
      if v_row.is_linked or (v_row.is_before and v_row.product_id <> v_line.product_id) then
        v_row.replaced_at := least(v_row.replaced_at, v_line.purchased_at);
      end if;
      update private.store_transactions as t
         set grace_expires_at = v_row.grace_expires_at,
             replaced_at = case when v_row.replaced_at < greatest(v_row.expires_at, v_row.grace_expires_at) then v_row.replaced_at end
       where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment
         and t.transaction_id = v_row.transaction_id and t.product_id = v_row.product_id;
    end loop;
  end if;

  -- Whatever it does not speak of stays.
  v_is_never_paused := v_sub.paused_at is null and v_says.pauses is not true;
  v_says.retries := coalesce(v_says.retries, v_sub.is_in_billing_retry, false);
  if p_event.pending_product_id is not null or v_says.names_pending then
    v_sub.pending_product_id := nullif(p_event.pending_product_id, v_last_product);
  end if;
  if p_event.cancel_reason is not null or v_says.names_reason then
    v_sub.cancel_reason := p_event.cancel_reason;
  end if;
  if v_says.pauses is not null then
    v_sub.paused_at := case when v_says.pauses then p_event.occurred_at end;
    v_sub.resumes_at := case when v_says.pauses then p_event.resumes_at end;
  end if;
  if v_sub.attributes_at is null then
    insert into private.store_subscriptions (
      user_id, store, environment, original_transaction_id, will_renew, pending_product_id, cancel_reason,
      is_in_billing_retry, paused_at, resumes_at, attributes_at, attributes_notification_id)
    values (
      p_user_id, p_event.store, p_event.environment, v_id, v_says.renews, v_sub.pending_product_id, v_sub.cancel_reason,
      v_says.retries, v_sub.paused_at, v_sub.resumes_at, p_event.occurred_at, p_event.notification_id);
  else
    update private.store_subscriptions as s
       set will_renew = v_says.renews, pending_product_id = v_sub.pending_product_id, cancel_reason = v_sub.cancel_reason,
           is_in_billing_retry = v_says.retries, paused_at = v_sub.paused_at, resumes_at = v_sub.resumes_at,
           attributes_at = p_event.occurred_at, attributes_notification_id = p_event.notification_id
     where s.user_id = p_user_id and s.store = p_event.store and s.environment = p_event.environment and s.original_transaction_id = v_id;
  end if;
  is_folded := true;
  subscription_id := v_id;

  -- The one row that the user sees: what it shows is the best that there was, so this one need only be compared with it. A pause or a cut
  -- moves other ends too, a tie is decided by more, and an end that comes nearer lets others in.
  if p_event.environment = 'production' and v_cut is null and v_is_never_paused then
    select s.plan, s.product_id, s.store, s.environment, s.transaction_id, s.started_at, s.expires_at, s.grace_expires_at, s.revoked_at, s.paused_at
      into v_row
      from public.subscriptions as s
     where s.user_id = p_user_id;
    v_best := least(greatest(v_row.expires_at, v_row.grace_expires_at), v_row.revoked_at, v_row.paused_at);
    if v_row.plan = v_line.plan and v_row.store = p_event.store and v_row.environment = p_event.environment
       and v_row.transaction_id = v_line.transaction_id and v_row.product_id = v_line.product_id then
      v_started_at := case when v_ends_at >= v_best then v_row.started_at end;
    elsif v_row.plan = v_line.plan and v_ends_at > v_best then
      v_started_at := case
        when v_line.purchased_at > v_best then v_line.purchased_at
        when v_line.purchased_at >= v_row.started_at then v_row.started_at end;
    end if;
    if v_started_at is not null then
      v_line.revoked_at := least(v_line.revoked_at, v_line.replaced_at);
      update public.subscriptions as s
         set plan = v_line.plan, product_id = v_line.product_id, store = p_event.store, environment = p_event.environment,
             transaction_id = v_line.transaction_id, original_transaction_id = v_id,
             token_sha256 = v_line.token_sha256, started_at = v_started_at, expires_at = v_line.expires_at,
             grace_expires_at = v_line.grace_expires_at, will_renew = v_says.renews, pending_product_id = v_sub.pending_product_id,
             cancel_reason = v_sub.cancel_reason, is_in_billing_retry = v_says.retries, paused_at = null, resumes_at = null,
             revoked_at = v_line.revoked_at, price_micros = v_line.price_micros, currency = v_line.currency
       where s.user_id = p_user_id;
      state := private.subscription_state_of(
        v_started_at, v_line.expires_at, v_line.grace_expires_at, null, v_line.revoked_at, v_says.retries, p_at);
      return;
    end if;
  end if;
  state := private.fold_subscription(p_user_id, p_at);
end;
$$;
revoke all on function private.fold_event(record, uuid, text[], text[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_event(record, uuid, text[], text[], timestamptz) is 'Folds one event more into what a user holds, when it is the newest about its subscription, at the same cost whatever came before.
It ends in the rows that private.fold_events would make of all events, or changes nothing and says so (is_folded). p_receipts, p_originals: the claims on what
the event names, all the user''s, before it claims the rest. Writes down first what the old state has given, where it takes something away. state: of the
user''s subscription, after it, at p_at; subscription_id: what the subscription is called.';
commit;
