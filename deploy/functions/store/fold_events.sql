-- Deploy functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.fold_events(p_user_id uuid, p_store text, p_environment text, p_pending public.subscription_events[] default '{}')
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events public.subscription_events[];
  v_originals text[];
  v_transaction record;
  v_attributes record;
begin
  -- The one order that counts; in which order events arrived is not looked at. And the subscription that each is about: what the
  -- newest report of its transaction says, else of its purchase token, else the transaction alone.
  with ordered as (
    select e.event, (e.event).transaction_id, (e.event).original_transaction_id, (e.event).token_sha256,
           row_number() over (order by (e.event).occurred_at, (e.event).notification_id collate "C") as n
      from (select s as event from public.subscription_events as s
             where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment
            union all
            select p from unnest(p_pending) as p) as e
     where (e.event).event_type not in ('transferred_in', 'transferred_out')),
  by_transaction as (
    select o.*,
           (array_agg(o.original_transaction_id) filter (where o.original_transaction_id is not null) over newest_first)[1] as named,
           (array_agg(o.token_sha256) filter (where o.token_sha256 is not null) over newest_first)[1] as token
      from ordered as o
    window newest_first as (partition by o.transaction_id order by o.n desc rows between unbounded preceding and unbounded following)),
  by_token as (
    select t.*,
           (array_agg(t.original_transaction_id) filter (where t.original_transaction_id is not null) over newest_first)[1] as named_by_token
      from by_transaction as t
    window newest_first as (partition by t.token order by t.n desc rows between unbounded preceding and unbounded following))
  select array_agg(t.event order by t.n),
         array_agg(coalesce(t.named, case when t.token is not null then t.named_by_token end, t.transaction_id) order by t.n)
    into v_events, v_originals
    from by_token as t;
  delete from private.store_transactions as t where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment;
  delete from private.store_subscriptions as s where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment;

  for v_transaction in
    with events as (
      select e.*, e.ordinality as n, e.event_type in ('started', 'renewed', 'recovered', 'expired') as ends_grace
        from unnest(v_events) with ordinality as e),
    marked as (
      select e.*,
             max(e.n) filter (where e.ends_grace) over (partition by e.transaction_id) as grace_ended_n,
             max(e.n) filter (where e.grace_expires_at is not null and not e.ends_grace) over (partition by e.transaction_id) as grace_n
        from events as e),
    facts as (
      select m.transaction_id,
             max(v_originals[m.n]) as original_transaction_id,
             (array_agg(m.product_id order by m.n desc) filter (where m.product_id is not null))[1] as product_id,
             (array_agg(m.plan order by m.n desc) filter (where m.plan is not null))[1] as plan,
             (array_agg(m.token_sha256 order by m.n desc) filter (where m.token_sha256 is not null))[1] as token_sha256,
             (array_agg(m.linked_token_sha256 order by m.n desc) filter (where m.linked_token_sha256 is not null))[1] as linked_token_sha256,
             coalesce((array_agg(m.purchased_at order by m.n desc) filter (where m.purchased_at is not null))[1],
                      min(m.occurred_at) filter (where m.event_type in ('started', 'renewed', 'recovered', 'product_changed'))) as purchased_at,
             (array_agg(m.expires_at order by m.n desc) filter (where m.expires_at is not null))[1] as expires_at,
             -- It ended when it was reported ended, unless a newer report names another end.
             (array_agg(case when m.event_type = 'expired' then m.occurred_at end order by m.n desc)
                filter (where m.event_type = 'expired' or m.expires_at is not null))[1] as ended_at,
             case when max(m.grace_n) > coalesce(max(m.grace_ended_n), 0) then least(
               max(m.grace_expires_at) filter (where m.n = m.grace_n),
               min(m.occurred_at) filter (where m.event_type = 'billing_retry' and m.n > m.grace_n)) end as grace_expires_at,
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
      select f.transaction_id, f.original_transaction_id, f.product_id, f.plan, f.token_sha256, f.linked_token_sha256, f.purchased_at,
             greatest(least(f.expires_at, f.ended_at), f.purchased_at) as expires_at,
             f.grace_expires_at, f.revoked_at, f.price_micros, f.currency, f.recorded_at
        from facts as f
       where f.plan is not null and f.purchased_at is not null and f.expires_at is not null)
    select p.*, a.next_at, least(a.other_product_at, l.linked_at) as replaced_at
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
     where exists (
       select from private.receipt_claims as c
        where c.store = p_store and c.environment = p_environment and c.transaction_id = p.transaction_id and c.user_id = p_user_id)
  loop
    -- A grace period ends where the next period begins, whatever becomes of that one; and it is none within the paid period.
    v_transaction.grace_expires_at := least(v_transaction.grace_expires_at, v_transaction.next_at);
    if v_transaction.grace_expires_at <= v_transaction.expires_at then
      v_transaction.grace_expires_at := null;
    end if;
    if v_transaction.replaced_at >= greatest(v_transaction.expires_at, v_transaction.grace_expires_at) then
      v_transaction.replaced_at := null;
    end if;
    insert into private.store_transactions (
      user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, linked_token_sha256,
      purchased_at, expires_at, grace_expires_at, price_micros, currency, revoked_at, replaced_at, recorded_at)
    values (
      p_user_id, p_store, p_environment, v_transaction.transaction_id, v_transaction.original_transaction_id, v_transaction.product_id,
      v_transaction.plan, v_transaction.token_sha256, v_transaction.linked_token_sha256, v_transaction.purchased_at, v_transaction.expires_at,
      v_transaction.grace_expires_at, v_transaction.price_micros, v_transaction.currency, v_transaction.revoked_at, v_transaction.replaced_at,
      v_transaction.recorded_at);
  end loop;

  for v_attributes in
    with events as (
      select e.*, e.ordinality as n,
             v_originals[e.ordinality] as subscription_id
        from unnest(v_events) with ordinality as e
       where exists (
         select from private.receipt_claims as c
          where c.store = p_store and c.environment = p_environment and c.transaction_id = e.transaction_id and c.user_id = p_user_id)),
    spoken as (
      -- The end of an earlier period says nothing about the subscription as it is now. Neither does a refund: the store says
      -- separately whether it will renew, and a reversal gives back what was there before.
      select e.*,
             case when e.event_type in ('expired', 'revoked') and exists (
                    select from private.store_transactions as l
                      join private.store_transactions as t
                        on t.user_id = p_user_id and t.store = p_store and t.environment = p_environment and t.transaction_id = e.transaction_id
                     where l.user_id = p_user_id and l.store = p_store and l.environment = p_environment
                       and l.original_transaction_id = e.subscription_id
                       and (l.purchased_at, l.transaction_id collate "C") > (t.purchased_at, t.transaction_id collate "C"))
                  then 'none' else e.event_type end as says
        from events as e),
    statements as (
      select s.*,
             coalesce(s.will_renew, case
               when s.says in ('started', 'renewed', 'recovered', 'uncanceled') then true
               when s.says in ('canceled', 'expired', 'refunded', 'revoked') then false end) as renews,
             case
               when s.says in ('grace', 'billing_retry') then true
               when s.says in ('started', 'renewed', 'recovered', 'paused', 'expired', 'revoked') then false end as retries,
             case
               when s.says = 'paused' then true
               when s.says in ('started', 'renewed', 'recovered', 'expired') then false end as pauses,
             s.pending_product_id is not null or s.says in ('started', 'renewed', 'recovered', 'product_changed', 'expired') as names_pending,
             s.cancel_reason is not null or s.says in ('started', 'renewed', 'recovered', 'canceled', 'uncanceled') as names_reason
        from spoken as s)
    select m.subscription_id,
           coalesce((array_agg(m.renews order by m.n desc) filter (where m.renews is not null))[1], false) as will_renew,
           coalesce((array_agg(m.retries order by m.n desc) filter (where m.retries is not null))[1], false) as is_in_billing_retry,
           (array_agg(case when m.pauses then m.occurred_at end order by m.n desc) filter (where m.pauses is not null))[1] as paused_at,
           (array_agg(case when m.pauses then m.resumes_at end order by m.n desc) filter (where m.pauses is not null))[1] as resumes_at,
           (array_agg(m.pending_product_id order by m.n desc) filter (where m.names_pending))[1] as pending_product_id,
           (array_agg(m.cancel_reason order by m.n desc) filter (where m.names_reason))[1] as cancel_reason,
           max(m.occurred_at) as attributes_at,
           (array_agg(m.notification_id order by m.n desc))[1] as attributes_notification_id
      from statements as m
     group by m.subscription_id
  loop
    insert into private.store_subscriptions (
      user_id, store, environment, original_transaction_id, will_renew, pending_product_id, cancel_reason,
      is_in_billing_retry, paused_at, resumes_at, attributes_at, attributes_notification_id)
    values (
      p_user_id, p_store, p_environment, v_attributes.subscription_id, v_attributes.will_renew,
      -- Apple names the product that it renews to whether or not it is another one.
      nullif(v_attributes.pending_product_id, (
        select t.product_id
          from private.store_transactions as t
         where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment
           and t.original_transaction_id = v_attributes.subscription_id
         order by t.purchased_at desc, t.transaction_id collate "C" desc
         limit 1)),
      v_attributes.cancel_reason, v_attributes.is_in_billing_retry, v_attributes.paused_at, v_attributes.resumes_at,
      v_attributes.attributes_at, v_attributes.attributes_notification_id);
  end loop;

  -- Which subscription a claimed receipt belongs to is part of the fold too: it moves as a whole.
  update private.receipt_claims as c
     set original_transaction_id = f.original
    from (
      select r.ref, (array_agg(r.original order by r.weight desc, e.ordinality desc))[1] as original
        from unnest(v_events) with ordinality as e
       cross join lateral (values
         (e.transaction_id, v_originals[e.ordinality], 4),
         ('token:' || e.token_sha256, v_originals[e.ordinality], 3),
         ('token:' || e.linked_token_sha256, v_originals[e.ordinality], 2),
         (e.original_transaction_id, e.original_transaction_id, 1)) as r (ref, original, weight)
       where r.ref is not null
       group by r.ref) as f
   where c.store = p_store and c.environment = p_environment and c.transaction_id = f.ref and c.user_id = p_user_id
     and c.kind = 'subscription' and c.original_transaction_id <> f.original;
end;
$$;
revoke all on function private.fold_events(uuid, text, text, public.subscription_events[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_events(uuid, text, text, public.subscription_events[]) is 'Makes the transactions and renewal attributes that a user holds in a store anew from the set of the user''s subscription_events (and p_pending, events about to be added): a pure function of that set and of who has claimed the receipts, so that every order of delivery ends alike. A fact of a transaction is what the newest event that carries it says, by (occurred_at, notification_id). Free days of discount codes (store code) are not from events. Called under the user''s lock, before fold_subscription.';
commit;
