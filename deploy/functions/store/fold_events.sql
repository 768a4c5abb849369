-- Deploy functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.fold_events(p_user_id uuid, p_store text, p_environment text, p_pending jsonb default '[]')
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_known text[];
  v_claims record;
  v_held text[];
  v_kept text[] := '{}'::text[];
  v_past text[];
  v_row record;
  v_last_product text;
begin
  select array_agg(distinct e.transaction_id) into v_known from private.folded_events(p_user_id, p_store, p_environment, p_pending) as e;
  v_claims := private.event_claims(p_store, p_environment, v_known);
  select coalesce(array_agg(c.receipt), '{}') into v_held
    from unnest(v_claims.receipts, v_claims.holders) as c (receipt, holder)
   where c.holder = p_user_id;

  for v_row in
    with marked as (
      select e.*,
             max(e.n) filter (where e.ends_grace) over (partition by e.transaction_id) as grace_ended_n,
             max(e.n) filter (where e.grace_expires_at is not null and not e.ends_grace) over (partition by e.transaction_id) as grace_n
        from private.folded_events(p_user_id, p_store, p_environment, p_pending) as e),
    facts as (
      select m.transaction_id,
             max(m.subscription_id) as original_transaction_id,
             (array_agg(m.product_id order by m.n desc) filter (where m.product_id is not null))[1] as product_id,
             (array_agg(m.plan order by m.n desc) filter (where m.plan is not null))[1] as plan,
             (array_agg(m.token_sha256 order by m.n desc) filter (where m.token_sha256 is not null))[1] as token_sha256,
             (array_agg(m.linked_token_sha256 order by m.n desc) filter (where m.linked_token_sha256 is not null))[1] as linked_token_sha256,
             coalesce((array_agg(m.purchased_at order by m.n desc) filter (where m.purchased_at is not null))[1],
                      min(m.occurred_at) filter (where m.event_type in ('started', 'renewed', 'recovered', 'product_changed'))) as purchased_at,
             (array_agg(m.expires_at order by m.n desc) filter (where m.expires_at is not null))[1] as reported_expires_at,
             -- It ended when it was reported ended, unless a newer report names another end.
             (array_agg(case when m.event_type = 'expired' then m.occurred_at end order by m.n desc)
                filter (where m.event_type = 'expired' or m.expires_at is not null))[1] as ended_at,
             case when max(m.grace_n) > coalesce(max(m.grace_ended_n), 0) then least(
               max(m.grace_expires_at) filter (where m.n = m.grace_n),
               min(m.occurred_at) filter (where m.event_type = 'billing_retry' and m.n > m.grace_n)) end as reported_grace_at,
             (array_agg(case when m.event_type = 'refund_reversed' then null
                             when m.event_type in ('refunded', 'revoked') then coalesce(m.revoked_at, m.occurred_at)
                             else m.revoked_at end order by m.n desc)
                filter (where m.event_type in ('refunded', 'revoked', 'refund_reversed') or m.revoked_at is not null))[1] as revoked_at,
             (array_agg(m.price_micros order by m.n desc) filter (where m.price_micros is not null))[1] as price_micros,
             (array_agg(m.currency order by m.n desc) filter (where m.price_micros is not null))[1] as currency,
             min(m.recorded_at) as recorded_at
        from marked as m
       group by m.transaction_id),
    periods as (
      select f.*, greatest(least(f.reported_expires_at, f.ended_at), f.purchased_at) as expires_at
        from facts as f
       where f.plan is not null and f.purchased_at is not null and f.reported_expires_at is not null)
    select p.*, case when a.next_at < p.reported_grace_at then a.next_at else p.reported_grace_at end as grace_expires_at,
           least(a.other_product_at, l.linked_at) as replaced_at
      from periods as p
     cross join lateral (
       select min(o.purchased_at) as next_at,
              min(o.purchased_at) filter (where o.product_id <> p.product_id) as other_product_at
         from periods as o
        where o.original_transaction_id = p.original_transaction_id
          and (o.purchased_at, o.transaction_id collate "C") > (p.purchased_at, p.transaction_id collate "C")) as a
     cross join lateral (
       select min(o.purchased_at) as linked_at
         from periods as o
        where o.linked_token_sha256 = p.token_sha256 and o.token_sha256 is distinct from p.token_sha256
          -- Two tokens that name each other would end both.
          and (p.linked_token_sha256 is distinct from o.token_sha256
               or (o.purchased_at, o.transaction_id collate "C") > (p.purchased_at, p.transaction_id collate "C"))) as l
     where p.transaction_id = any (v_held)
  loop
    v_kept := v_kept || v_row.transaction_id;
    -- A grace period ends where the next period begins, whatever becomes of that one; and it is none within the paid period.
    if v_row.grace_expires_at <= v_row.expires_at then
      v_row.grace_expires_at := null;
    end if;
    if v_row.replaced_at >= greatest(v_row.expires_at, v_row.grace_expires_at) then
      v_row.replaced_at := null;
    end if;
    insert into private.store_transactions as t (
      user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, linked_token_sha256,
      purchased_at, expires_at, grace_expires_at, price_micros, currency, revoked_at, replaced_at, recorded_at,
      reported_expires_at, ended_at, reported_grace_at)
    values (
      p_user_id, p_store, p_environment, v_row.transaction_id, v_row.original_transaction_id, v_row.product_id, v_row.plan,
      v_row.token_sha256, v_row.linked_token_sha256, v_row.purchased_at, v_row.expires_at, v_row.grace_expires_at, v_row.price_micros,
      v_row.currency, v_row.revoked_at, v_row.replaced_at, v_row.recorded_at, v_row.reported_expires_at, v_row.ended_at, v_row.reported_grace_at)
    on conflict (user_id, store, environment, transaction_id) do update set
      original_transaction_id = excluded.original_transaction_id, product_id = excluded.product_id, plan = excluded.plan,
      token_sha256 = excluded.token_sha256, linked_token_sha256 = excluded.linked_token_sha256, purchased_at = excluded.purchased_at,
      expires_at = excluded.expires_at, grace_expires_at = excluded.grace_expires_at, price_micros = excluded.price_micros,
      currency = excluded.currency, revoked_at = excluded.revoked_at, replaced_at = excluded.replaced_at, recorded_at = excluded.recorded_at,
      reported_expires_at = excluded.reported_expires_at, ended_at = excluded.ended_at, reported_grace_at = excluded.reported_grace_at
    where (t.original_transaction_id, t.product_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.expires_at,
           t.grace_expires_at, t.price_micros, t.currency, t.revoked_at, t.replaced_at, t.recorded_at, t.reported_expires_at, t.ended_at,
           t.reported_grace_at)
       is distinct from (
           excluded.original_transaction_id, excluded.product_id, excluded.plan, excluded.token_sha256, excluded.linked_token_sha256,
           excluded.purchased_at, excluded.expires_at, excluded.grace_expires_at, excluded.price_micros, excluded.currency,
           excluded.revoked_at, excluded.replaced_at, excluded.recorded_at, excluded.reported_expires_at, excluded.ended_at,
           excluded.reported_grace_at);
  end loop;
  -- What moved away, and what is no period any more since a report named it otherwise.
  delete from private.store_transactions as t
   where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.transaction_id <> all (v_kept);

  select coalesce(array_agg(t.transaction_id), '{}') into v_past
    from private.store_transactions as t
   where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment
     and exists (
       select 1 from private.store_transactions as l
        where l.user_id = p_user_id and l.store = p_store and l.environment = p_environment
          and l.original_transaction_id = t.original_transaction_id
          and (l.purchased_at, l.transaction_id collate "C") > (t.purchased_at, t.transaction_id collate "C"));
  v_kept := '{}';
  for v_row in
    with statements as (
      select e.n, e.subscription_id, e.is_tangled, e.occurred_at, e.notification_id, e.resumes_at, e.pending_product_id, e.cancel_reason,
             coalesce(e.will_renew, r.renews) as renews, r.retries, r.pauses,
             e.pending_product_id is not null or r.names_pending as names_pending,
             e.cancel_reason is not null or r.names_reason as names_reason
        from private.folded_events(p_user_id, p_store, p_environment, p_pending) as e
       cross join lateral private.renewal_statement(e.event_type, e.transaction_id = any (v_past)) as r
       where e.transaction_id = any (v_held))
    select m.subscription_id,
           coalesce((array_agg(m.renews order by m.n desc) filter (where m.renews is not null))[1], false) as will_renew,
           coalesce((array_agg(m.retries order by m.n desc) filter (where m.retries is not null))[1], false) as is_in_billing_retry,
           (array_agg(case when m.pauses then m.occurred_at end order by m.n desc) filter (where m.pauses is not null))[1] as paused_at,
           (array_agg(case when m.pauses then m.resumes_at end order by m.n desc) filter (where m.pauses is not null))[1] as resumes_at,
           (array_agg(m.pending_product_id order by m.n desc) filter (where m.names_pending))[1] as pending_product_id,
           (array_agg(m.cancel_reason order by m.n desc) filter (where m.names_reason))[1] as cancel_reason,
           max(m.occurred_at) as attributes_at,
           (array_agg(m.notification_id order by m.n desc))[1] as attributes_notification_id,
           bool_or(m.is_tangled) as is_tangled
      from statements as m
     group by m.subscription_id
  loop
    v_kept := v_kept || v_row.subscription_id;
    -- Apple names the product that it renews to whether or not it is another one.
    select t.product_id into v_last_product
      from private.store_transactions as t
     where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.original_transaction_id = v_row.subscription_id
     order by t.purchased_at desc, t.transaction_id collate "C" desc
     limit 1;
    insert into private.store_subscriptions as s (
      user_id, store, environment, original_transaction_id, will_renew, pending_product_id, cancel_reason,
      is_in_billing_retry, paused_at, resumes_at, attributes_at, attributes_notification_id, is_tangled)
    values (
      p_user_id, p_store, p_environment, v_row.subscription_id, v_row.will_renew, nullif(v_row.pending_product_id, v_last_product),
      v_row.cancel_reason, v_row.is_in_billing_retry, v_row.paused_at, v_row.resumes_at, v_row.attributes_at,
      v_row.attributes_notification_id, v_row.is_tangled)
    on conflict (user_id, store, environment, original_transaction_id) do update set
      will_renew = excluded.will_renew, pending_product_id = excluded.pending_product_id, cancel_reason = excluded.cancel_reason,
      is_in_billing_retry = excluded.is_in_billing_retry, paused_at = excluded.paused_at, resumes_at = excluded.resumes_at,
      attributes_at = excluded.attributes_at, attributes_notification_id = excluded.attributes_notification_id, is_tangled = excluded.is_tangled
    where (s.will_renew, s.pending_product_id, s.cancel_reason, s.is_in_billing_retry, s.paused_at, s.resumes_at, s.attributes_at,
           s.attributes_notification_id, s.is_tangled)
       is distinct from (
           excluded.will_renew, excluded.pending_product_id, excluded.cancel_reason, excluded.is_in_billing_retry, excluded.paused_at,
           excluded.resumes_at, excluded.attributes_at, excluded.attributes_notification_id, excluded.is_tangled);
  end loop;
  delete from private.store_subscriptions as s
   where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment and s.original_transaction_id <> all (v_kept);

  -- Which subscription a claimed receipt belongs to is part of the fold too: it moves as a whole.
  select array_agg(distinct r.receipt) into v_known
    from private.folded_events(p_user_id, p_store, p_environment, p_pending) as e
   cross join lateral unnest(array[
     e.transaction_id, e.original_transaction_id, 'token:' || e.token_sha256, 'token:' || e.linked_token_sha256]) as r (receipt)
   where r.receipt is not null;
  v_claims := private.event_claims(p_store, p_environment, v_known);
  for v_row in
    with folded as (
      select r.receipt, (array_agg(r.original order by r.weight desc, e.n desc))[1] as original
        from private.folded_events(p_user_id, p_store, p_environment, p_pending) as e
       cross join lateral (values
         (e.transaction_id, e.subscription_id, 4),
         ('token:' || e.token_sha256, e.subscription_id, 3),
         ('token:' || e.linked_token_sha256, e.subscription_id, 2),
         (e.original_transaction_id, e.original_transaction_id, 1)) as r (receipt, original, weight)
       where r.receipt is not null
       group by r.receipt)
    select f.original, array_agg(f.receipt) as receipts
      from folded as f
      join unnest(v_claims.receipts, v_claims.holders, v_claims.kinds, v_claims.originals) as c (receipt, holder, kind, original)
        on c.receipt = f.receipt
     where c.holder = p_user_id and c.kind = 'subscription' and c.original <> f.original
     group by f.original
  loop
    perform private.claim_receipt(
      p_store, p_environment, v_row.receipts, p_user_id, 'subscription', v_row.original, p_is_taken_over => true);
  end loop;
end;
$$;
revoke all on function private.fold_events(uuid, text, text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_events(uuid, text, text, jsonb) is 'Makes the transactions and renewal attributes that a user holds in a store anew from the set of the user''s subscription_events.
And from p_pending, events about to be added. A pure function of that set and of who has claimed the receipts, so that every order of delivery ends alike. A
fact of a transaction is what the newest event that carries it says, by (occurred_at, notification_id). private.fold_event does the same with one event more,
where it can. Free days of discount codes (store code) are not from events. Called under the user''s lock, before fold_subscription.';

create or replace function private.fold_event(
  p_event record, p_user_id uuid, p_receipts text[], p_originals text[], p_at timestamptz, out is_folded boolean, out state text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_claimed text := p_originals[array_position(p_receipts, p_event.transaction_id)];
  v_id text := coalesce(p_event.original_transaction_id, v_claimed, p_event.transaction_id);
  v_linked text;
  v_is_new boolean;
  v_is_paid boolean := p_event.event_type in ('started', 'renewed', 'recovered');
  v_old record;
  v_sub record;
  v_says record;
  v_next_at timestamptz;
  v_other_at timestamptz;
  v_linked_at timestamptz;
  v_cut text[];
  v_line record;
  v_plan text;
  v_ends_at timestamptz;
  v_ended_at timestamptz;
  v_last_product text;
  v_row record;
  v_is_never_paused boolean;
  v_best timestamptz;
  v_started_at timestamptz;
  v_shown public.subscriptions;
begin
  -- Only where one event more changes what it names and nothing else: it is the newest report about its subscription, all that it names
  -- belongs to that one, and that one's transactions belong to it whatever their tokens. Whatever is not so is folded from all events.
  is_folded := false;
  v_linked := p_originals[array_position(p_receipts, 'token:' || p_event.linked_token_sha256)];
  if v_claimed <> v_id or p_originals[array_position(p_receipts, p_event.original_transaction_id)] <> v_id
     or p_originals[array_position(p_receipts, 'token:' || p_event.token_sha256)] <> v_id then
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

  v_is_new := v_claimed is null;
  if v_is_new then
    if not v_is_paid or p_event.plan is null then
      return;
    elsif v_linked <> v_id then
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
    v_plan := p_event.plan;
    select p_event.product_id as product_id, p_event.token_sha256 as token_sha256, p_event.linked_token_sha256 as linked_token_sha256,
           coalesce(p_event.purchased_at, p_event.occurred_at) as purchased_at, p_event.expires_at as reported_expires_at,
           null::timestamptz as ended_at, null::timestamptz as reported_grace_at, p_event.revoked_at as revoked_at,
           p_event.price_micros as price_micros, p_event.currency as currency,
           null::timestamptz as expires_at, null::timestamptz as grace_expires_at, null::timestamptz as replaced_at
      into v_line;
  else
    select t.product_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.reported_expires_at, t.ended_at, t.reported_grace_at,
           t.revoked_at, t.price_micros, t.currency, t.expires_at, t.grace_expires_at, t.replaced_at
      into v_old
      from private.store_transactions as t
     where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.transaction_id = p_event.transaction_id;
    if not found or p_event.product_id <> v_old.product_id or p_event.purchased_at <> v_old.purchased_at
       or coalesce(p_event.token_sha256, v_old.token_sha256) is distinct from v_old.token_sha256
       or coalesce(p_event.linked_token_sha256, v_old.linked_token_sha256) is distinct from v_old.linked_token_sha256 then
      return;
    end if;
    v_line := v_old;
    v_ended_at := least(greatest(v_old.expires_at, v_old.grace_expires_at), v_old.revoked_at, v_old.replaced_at);
    v_plan := coalesce(p_event.plan, v_old.plan);
    -- Rows that were not made here have their end alone.
    v_line.reported_expires_at := coalesce(p_event.expires_at, v_old.reported_expires_at, v_old.expires_at);
    v_line.ended_at := case when p_event.event_type = 'expired' then p_event.occurred_at when p_event.expires_at is null then v_old.ended_at end;
    v_line.reported_grace_at := case
      when v_is_paid or p_event.event_type = 'expired' then null
      when p_event.grace_expires_at is not null then p_event.grace_expires_at
      when p_event.event_type = 'billing_retry' and v_old.reported_grace_at > p_event.occurred_at then p_event.occurred_at
      else v_old.reported_grace_at end;
    v_line.revoked_at := case
      when p_event.event_type = 'refund_reversed' then null
      when p_event.event_type in ('refunded', 'revoked') then coalesce(p_event.revoked_at, p_event.occurred_at)
      else coalesce(p_event.revoked_at, v_old.revoked_at) end;
    if p_event.price_micros is not null then
      v_line.price_micros := p_event.price_micros;
      v_line.currency := p_event.currency;
    end if;
  end if;
  v_line.expires_at := greatest(least(v_line.reported_expires_at, v_line.ended_at), v_line.purchased_at);

  -- What follows it in its subscription, and what its token's successor cuts off.
  select o.purchased_at into v_next_at
    from private.store_transactions as o
   where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
     and (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, p_event.transaction_id collate "C")
   order by o.purchased_at, o.transaction_id collate "C"
   limit 1;
  v_line.grace_expires_at := case when v_next_at < v_line.reported_grace_at then v_next_at else v_line.reported_grace_at end;
  if v_line.grace_expires_at <= v_line.expires_at then
    v_line.grace_expires_at := null;
  end if;
  v_ends_at := greatest(v_line.expires_at, v_line.grace_expires_at);
  if v_next_at < v_ends_at then
    select min(o.purchased_at) into v_other_at
      from private.store_transactions as o
     where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
       and (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, p_event.transaction_id collate "C")
       and o.purchased_at < v_ends_at and o.product_id <> v_line.product_id;
  end if;
  if v_line.token_sha256 is not null then
    select min(o.purchased_at) into v_linked_at
      from private.store_transactions as o
     where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment
       and o.linked_token_sha256 = v_line.token_sha256 and o.token_sha256 is distinct from v_line.token_sha256
       and (v_line.linked_token_sha256 is distinct from o.token_sha256
            or (o.purchased_at, o.transaction_id collate "C") > (v_line.purchased_at, p_event.transaction_id collate "C"));
  end if;
  v_line.replaced_at := least(v_other_at, v_linked_at);
  if v_line.replaced_at >= v_ends_at then
    v_line.replaced_at := null;
  end if;
  v_ends_at := least(v_ends_at, v_line.revoked_at, v_line.replaced_at);

  -- What a new one cuts off: grace before it, another product, the token that it replaces.
  if v_is_new then
    select array_agg(o.transaction_id) into v_cut
      from private.store_transactions as o
     where o.user_id = p_user_id and greatest(o.expires_at, o.grace_expires_at) > v_line.purchased_at
       and o.store = p_event.store and o.environment = p_event.environment
       and ((o.original_transaction_id = v_id
             and (o.purchased_at, o.transaction_id collate "C") < (v_line.purchased_at, p_event.transaction_id collate "C")
             and (o.product_id <> v_line.product_id or o.grace_expires_at > v_line.purchased_at))
            or (o.token_sha256 = v_line.linked_token_sha256 and o.token_sha256 is distinct from v_line.token_sha256
                and (o.linked_token_sha256 is distinct from v_line.token_sha256
                     or (v_line.purchased_at, p_event.transaction_id collate "C") > (o.purchased_at, o.transaction_id collate "C"))));
  end if;

  v_says := private.renewal_statement(p_event.event_type, v_next_at is not null);
  v_says.renews := coalesce(p_event.will_renew, v_says.renews, v_sub.will_renew, false);
  if p_event.pending_product_id is not null and v_next_at is not null then
    select o.product_id into v_last_product
      from private.store_transactions as o
     where o.user_id = p_user_id and o.store = p_event.store and o.environment = p_event.environment and o.original_transaction_id = v_id
     order by o.purchased_at desc, o.transaction_id collate "C" desc
     limit 1;
  else
    v_last_product := v_line.product_id;
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
      p_user_id, p_event.store, p_event.environment, p_event.transaction_id, v_id, v_line.product_id, v_plan, v_line.token_sha256,
      v_line.linked_token_sha256, v_line.purchased_at, v_line.expires_at, v_line.grace_expires_at, v_line.price_micros, v_line.currency,
      v_line.revoked_at, v_line.replaced_at, p_at, v_line.reported_expires_at, v_line.ended_at, v_line.reported_grace_at);
  else
    update private.store_transactions as t
       set plan = v_plan, expires_at = v_line.expires_at, grace_expires_at = v_line.grace_expires_at, price_micros = v_line.price_micros,
           currency = v_line.currency, revoked_at = v_line.revoked_at, replaced_at = v_line.replaced_at,
           reported_expires_at = v_line.reported_expires_at, ended_at = v_line.ended_at, reported_grace_at = v_line.reported_grace_at
     where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.transaction_id = p_event.transaction_id
       and (t.plan, t.expires_at, t.grace_expires_at, t.price_micros, t.currency, t.revoked_at, t.replaced_at, t.reported_expires_at,
            t.ended_at, t.reported_grace_at)
        is distinct from (v_plan, v_line.expires_at, v_line.grace_expires_at, v_line.price_micros, v_line.currency, v_line.revoked_at,
            v_line.replaced_at, v_line.reported_expires_at, v_line.ended_at, v_line.reported_grace_at);
  end if;
  if v_cut is not null then
    for v_row in
      select o.transaction_id, o.expires_at, o.grace_expires_at, o.replaced_at, o.product_id,
             o.original_transaction_id = v_id
               and (o.purchased_at, o.transaction_id collate "C") < (v_line.purchased_at, p_event.transaction_id collate "C") as is_before,
             coalesce(o.token_sha256 = v_line.linked_token_sha256, false) and o.token_sha256 is distinct from v_line.token_sha256
               and (o.linked_token_sha256 is distinct from v_line.token_sha256
                    or (v_line.purchased_at, p_event.transaction_id collate "C") > (o.purchased_at, o.transaction_id collate "C")) as is_linked
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
       where t.user_id = p_user_id and t.store = p_event.store and t.environment = p_event.environment and t.transaction_id = v_row.transaction_id;
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

  -- The one row that the user sees: what it shows is the best that there was, so this one need only be compared with it. A pause or a cut
  -- moves other ends too, a tie is decided by more, and an end that comes nearer lets others in.
  if p_event.environment = 'production' and v_cut is null and v_is_never_paused then
    select s.plan, s.store, s.environment, s.transaction_id, s.started_at, s.expires_at, s.grace_expires_at, s.revoked_at, s.paused_at into v_row
      from public.subscriptions as s
     where s.user_id = p_user_id;
    v_best := least(greatest(v_row.expires_at, v_row.grace_expires_at), v_row.revoked_at, v_row.paused_at);
    if v_row.plan = v_plan and v_row.store = p_event.store and v_row.environment = p_event.environment and v_row.transaction_id = p_event.transaction_id then
      v_started_at := case when v_ends_at >= v_best then v_row.started_at end;
    elsif v_row.plan = v_plan and v_ends_at > v_best then
      v_started_at := case
        when v_line.purchased_at > v_best then v_line.purchased_at
        when v_line.purchased_at >= v_row.started_at then v_row.started_at end;
    end if;
    if v_started_at is not null then
      select p_user_id, v_plan, v_line.product_id, p_event.store, p_event.environment, p_event.transaction_id, v_id, v_line.token_sha256,
             v_started_at, v_line.expires_at, v_line.grace_expires_at, v_says.renews, v_sub.pending_product_id, v_sub.cancel_reason,
             v_says.retries, null, null, least(v_line.revoked_at, v_line.replaced_at), v_line.price_micros, v_line.currency
        into v_shown;
      update public.subscriptions as s
         set plan = v_shown.plan, product_id = v_shown.product_id, store = v_shown.store, environment = v_shown.environment,
             transaction_id = v_shown.transaction_id, original_transaction_id = v_shown.original_transaction_id,
             token_sha256 = v_shown.token_sha256, started_at = v_shown.started_at, expires_at = v_shown.expires_at,
             grace_expires_at = v_shown.grace_expires_at, will_renew = v_shown.will_renew, pending_product_id = v_shown.pending_product_id,
             cancel_reason = v_shown.cancel_reason, is_in_billing_retry = v_shown.is_in_billing_retry, paused_at = null, resumes_at = null,
             revoked_at = v_shown.revoked_at, price_micros = v_shown.price_micros, currency = v_shown.currency
       where s.user_id = p_user_id;
      state := private.subscription_state(v_shown, p_at);
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
user''s subscription, after it, at p_at.';

create or replace function private.folded_events(p_user_id uuid, p_store text, p_environment text, p_pending jsonb)
returns table (
  n bigint, subscription_id text, is_tangled boolean, notification_id text, event_type text, ends_grace boolean, occurred_at timestamptz,
  recorded_at timestamptz, transaction_id text, original_transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text,
  purchased_at timestamptz, expires_at timestamptz, grace_expires_at timestamptz, revoked_at timestamptz, price_micros bigint, currency text,
  will_renew boolean, pending_product_id text, cancel_reason text, resumes_at timestamptz)
language plpgsql
stable
security invoker
rows 100
set search_path = pg_catalog, pg_temp
as $$
begin
  -- The one order that counts; in which order events arrived is not looked at. And the subscription that each is about: what the
  -- newest report of its transaction says, else of its purchase token, else the transaction alone.
  return query
    with events as (
      select s.notification_id, s.event_type, s.occurred_at, s.recorded_at, s.transaction_id, s.original_transaction_id, s.product_id, s.plan,
             s.token_sha256, s.linked_token_sha256, s.purchased_at, s.expires_at, s.grace_expires_at, s.revoked_at, s.price_micros, s.currency,
             s.will_renew, s.pending_product_id, s.cancel_reason, s.resumes_at
        from public.subscription_events as s
       where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment
         and s.event_type not in ('transferred_in', 'transferred_out')
      union all
      select p.* from jsonb_to_recordset(p_pending) as p (
        notification_id text, event_type text, occurred_at timestamptz, recorded_at timestamptz, transaction_id text, original_transaction_id text,
        product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz, expires_at timestamptz,
        grace_expires_at timestamptz, revoked_at timestamptz, price_micros bigint, currency text, will_renew boolean, pending_product_id text,
        cancel_reason text, resumes_at timestamptz)),
    ordered as (
      select e.*, row_number() over (order by e.occurred_at, e.notification_id collate "C") as place from events as e),
    by_transaction as (
      select o.*,
             (array_agg(o.original_transaction_id) filter (where o.original_transaction_id is not null) over newest_first)[1] as named,
             (array_agg(o.token_sha256) filter (where o.token_sha256 is not null) over newest_first)[1] as token
        from ordered as o
      window newest_first as (partition by o.transaction_id order by o.place desc rows between unbounded preceding and unbounded following)),
    by_token as (
      select t.*,
             (array_agg(t.original_transaction_id) filter (where t.original_transaction_id is not null) over newest_first)[1] as named_by_token
        from by_transaction as t
      window newest_first as (partition by t.token order by t.place desc rows between unbounded preceding and unbounded following)),
    placed as (
      select b.*, coalesce(b.named, case when b.token is not null then b.named_by_token end, b.transaction_id) as subscription
        from by_token as b),
    tangled as (
      select p.*,
             (p.named is null and p.subscription <> p.transaction_id)
             or (p.token_sha256 is not null
                 and min(p.subscription) over (partition by p.token_sha256) <> max(p.subscription) over (partition by p.token_sha256)) as is_tangling
        from placed as p)
    select t.place, t.subscription, bool_or(t.is_tangling) over (partition by t.subscription), t.notification_id, t.event_type,
           t.event_type in ('started', 'renewed', 'recovered', 'expired'), t.occurred_at, t.recorded_at, t.transaction_id,
           t.original_transaction_id, t.product_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.expires_at,
           t.grace_expires_at, t.revoked_at, t.price_micros, t.currency, t.will_renew, t.pending_product_id, t.cancel_reason, t.resumes_at
      from tangled as t;
end;
$$;
revoke all on function private.folded_events(uuid, text, text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.folded_events(uuid, text, text, jsonb) is 'A user''s events of a store, with those about to be added, in the order that counts (n), each with the subscription that it is about.
is_tangled: that subscription shares a purchase token with another, or has a transaction by its token alone, so that one more event may regroup more than what
it names.';

create or replace function private.renewal_statement(
  p_event_type text, p_is_past boolean, out renews boolean, out retries boolean, out pauses boolean, out names_pending boolean, out names_reason boolean)
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  -- The end of an earlier period says nothing about the subscription as it is now. Neither does a refund: the store says
  -- separately whether it will renew, and a reversal gives back what was there before.
  v_says text := case when p_is_past and p_event_type in ('expired', 'revoked') then 'none' else p_event_type end;
  v_is_paid boolean := v_says in ('started', 'renewed', 'recovered');
begin
  renews := case
    when v_is_paid or v_says = 'uncanceled' then true
    when v_says in ('canceled', 'expired', 'refunded', 'revoked') then false end;
  retries := case when v_says in ('grace', 'billing_retry') then true when v_is_paid or v_says in ('paused', 'expired', 'revoked') then false end;
  pauses := case when v_says = 'paused' then true when v_is_paid or v_says = 'expired' then false end;
  names_pending := v_is_paid or v_says in ('product_changed', 'expired');
  names_reason := v_is_paid or v_says in ('canceled', 'uncanceled');
end;
$$;
revoke all on function private.renewal_statement(text, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.renewal_statement(text, boolean) is 'What an event of a type says about its subscription by its type alone; NULL: nothing.
Whether it renews, whether the store retries a payment, whether it is paused, and whether the product it changes to and the reason of a cancellation are told
(also that there is none). p_is_past: it is about a period that a later one follows.';
commit;
