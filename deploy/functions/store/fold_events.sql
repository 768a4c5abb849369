-- Deploy functions/store/fold_events: stamped from functions/store/fold_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.fold_events(p_user_id uuid, p_store text, p_environment text, p_pending jsonb default '[]')
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb := private.bound_events(p_user_id, p_store, p_environment) || p_pending;
  v_claims record;
  v_lines jsonb;
  v_row record;
  v_kept text[] := '{}'::text[];
begin
  -- Of what the user's log has and of what is added to it: all that is the user's now.
  v_claims := private.event_claims(p_store, p_environment, array(
    select distinct r.receipt
      from private.event_rows(v_events) as e
     cross join lateral unnest(array[
       e.transaction_id, e.original_transaction_id, 'token:' || e.token_sha256, 'token:' || e.linked_token_sha256]) as r (receipt)
     where r.receipt is not null));
  v_events := private.grouped_events((
    select coalesce(jsonb_agg(e.value), '[]')
      from jsonb_array_elements(v_events) as e
      join unnest(v_claims.receipts, v_claims.holders) as c (receipt, holder)
        on c.receipt = coalesce(e.value ->> 'transaction_id', e.value ->> 'original_transaction_id', 'token:' || (e.value ->> 'token_sha256'))
     where c.holder = p_user_id));
  select coalesce(jsonb_agg(to_jsonb(l)), '[]') into strict v_lines from private.fold_lines(v_events) as l;

  for v_row in select l.* from private.line_rows(v_lines) as l loop
    v_kept := v_kept || concat_ws(chr(31), v_row.transaction_id, v_row.product_id);
    insert into private.store_transactions as t (
      user_id, store, environment, transaction_id, original_transaction_id, product_id, plan, token_sha256, linked_token_sha256,
      purchased_at, expires_at, grace_expires_at, price_micros, currency, revoked_at, replaced_at, recorded_at,
      reported_expires_at, ended_at, reported_grace_at)
    values (
      p_user_id, p_store, p_environment, v_row.transaction_id, v_row.subscription_id, v_row.product_id, v_row.plan,
      v_row.token_sha256, v_row.linked_token_sha256, v_row.purchased_at, v_row.expires_at, v_row.grace_expires_at, v_row.price_micros,
      v_row.currency, v_row.revoked_at, v_row.replaced_at, v_row.recorded_at, v_row.reported_expires_at, v_row.ended_at, v_row.reported_grace_at)
    on conflict (user_id, store, environment, transaction_id, product_id) do update set
      original_transaction_id = excluded.original_transaction_id, plan = excluded.plan,
      token_sha256 = excluded.token_sha256, linked_token_sha256 = excluded.linked_token_sha256, purchased_at = excluded.purchased_at,
      expires_at = excluded.expires_at, grace_expires_at = excluded.grace_expires_at, price_micros = excluded.price_micros,
      currency = excluded.currency, revoked_at = excluded.revoked_at, replaced_at = excluded.replaced_at, recorded_at = excluded.recorded_at,
      reported_expires_at = excluded.reported_expires_at, ended_at = excluded.ended_at, reported_grace_at = excluded.reported_grace_at
    where (t.original_transaction_id, t.plan, t.token_sha256, t.linked_token_sha256, t.purchased_at, t.expires_at,
           t.grace_expires_at, t.price_micros, t.currency, t.revoked_at, t.replaced_at, t.recorded_at, t.reported_expires_at, t.ended_at,
           t.reported_grace_at)
       is distinct from (
           excluded.original_transaction_id, excluded.plan, excluded.token_sha256, excluded.linked_token_sha256,
           excluded.purchased_at, excluded.expires_at, excluded.grace_expires_at, excluded.price_micros, excluded.currency,
           excluded.revoked_at, excluded.replaced_at, excluded.recorded_at, excluded.reported_expires_at, excluded.ended_at,
           excluded.reported_grace_at);
  end loop;
  -- What moved away, and what is no period any more since a report named it otherwise.
  delete from private.store_transactions as t
   where t.user_id = p_user_id and t.store = p_store and t.environment = p_environment
     and concat_ws(chr(31), t.transaction_id, t.product_id) <> all (v_kept);

  v_kept := '{}';
  for v_row in select a.* from private.fold_attributes(v_events, v_lines) as a loop
    v_kept := v_kept || v_row.subscription_id;
    insert into private.store_subscriptions as s (
      user_id, store, environment, original_transaction_id, will_renew, pending_product_id, cancel_reason,
      is_in_billing_retry, paused_at, resumes_at, attributes_at, attributes_notification_id, is_tangled)
    values (
      p_user_id, p_store, p_environment, v_row.subscription_id, v_row.will_renew, v_row.pending_product_id,
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

  -- Which subscription a claimed receipt belongs to is part of the fold too. What is called otherwise now has drawn its allowance all the same.
  for v_row in
    with folded as (
      select r.receipt, (array_agg(r.original order by r.weight desc, e.n desc))[1] as original
        from private.event_rows(v_events) as e
       cross join lateral (values
         (e.transaction_id, e.subscription_id, 4),
         ('token:' || e.token_sha256, e.subscription_id, 4),
         (e.original_transaction_id, e.subscription_id, 4),
         ('token:' || e.linked_token_sha256, e.subscription_id, 2)) as r (receipt, original, weight)
       where r.receipt is not null
       group by r.receipt)
    select f.original, array_agg(f.receipt) as receipts, array_agg(distinct c.original) as known_as
      from folded as f
      join unnest(v_claims.receipts, v_claims.holders, v_claims.kinds, v_claims.originals) as c (receipt, holder, kind, original)
        on c.receipt = f.receipt
     where c.holder = p_user_id and c.kind = 'subscription' and c.original <> f.original
     group by f.original
  loop
    perform private.claim_receipt(
      p_store, p_environment, v_row.receipts, p_user_id, 'subscription', v_row.original, p_is_taken_over => true);
    perform private.claim_allowance(p_user_id, p_store, p_environment, v_row.original, null, false, v_row.known_as);
  end loop;
end;
$$;
revoke all on function private.fold_events(uuid, text, text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_events(uuid, text, text, jsonb) is 'Makes the transactions and renewal attributes that a user holds in a store anew from the set of the user''s subscription_events.
And from p_pending, events about to be added. A pure function of that set and of who has claimed the receipts, so that every order of delivery ends alike. A
fact of a transaction is what the newest event that carries it says, by (occurred_at, notification_id). private.fold_event does the same with one event more,
where it can. Free days of discount codes (store code) are not from events. Called under the user''s lock, before fold_subscription.';

create or replace function private.bound_events(p_user_id uuid, p_store text, p_environment text)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_events jsonb;
  v_waiting text[];
begin
  select coalesce(jsonb_agg(to_jsonb(e)), '[]') into strict v_events
    from (
      select s.notification_id, s.event_type, s.occurred_at, s.recorded_at, s.transaction_id, s.original_transaction_id, s.product_id, s.plan,
             s.token_sha256, s.linked_token_sha256, s.purchased_at, s.expires_at, s.grace_expires_at, s.revoked_at, s.price_micros, s.currency,
             s.will_renew, s.pending_product_id, s.cancel_reason, s.resumes_at, s.refund_percentage, s.disposition
        from public.subscription_events as s
       where s.user_id = p_user_id and s.store = p_store and s.environment = p_environment
         and s.event_type not in ('transferred_in', 'transferred_out')) as e;
  -- One that was the user's and waits again, since another account has the right to it, does not count.
  v_waiting := array(
    select i.notification_id
      from private.store_inbox as i
     where i.store = p_store and i.environment = p_environment and i.disposition = 'orphan'
       and i.notification_id = any (array(select e.notification_id from private.event_rows(v_events) as e)));
  if v_waiting <> '{}' then
    select coalesce(jsonb_agg(e.value), '[]') into strict v_events
      from jsonb_array_elements(v_events) as e where e.value ->> 'notification_id' <> all (v_waiting);
  end if;
  return v_events;
end;
$$;
revoke all on function private.bound_events(uuid, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bound_events(uuid, text, text) is 'A user''s events of a store, as private.event_rows reads them: the log, less what waits again. Transfers are none.';

create or replace function private.event_rows(p_events jsonb)
returns table (
  notification_id text, event_type text, occurred_at timestamptz, recorded_at timestamptz, transaction_id text, original_transaction_id text,
  product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz, expires_at timestamptz,
  grace_expires_at timestamptz, revoked_at timestamptz, price_micros bigint, currency text, will_renew boolean, pending_product_id text,
  cancel_reason text, resumes_at timestamptz, refund_percentage integer,
  disposition text, n bigint, subscription_id text, is_attached boolean)
language plpgsql
stable
security invoker
rows 50
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select e.* from jsonb_to_recordset(p_events) as e (
    notification_id text, event_type text, occurred_at timestamptz, recorded_at timestamptz, transaction_id text, original_transaction_id text,
    product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz, expires_at timestamptz,
    grace_expires_at timestamptz, revoked_at timestamptz, price_micros bigint, currency text, will_renew boolean, pending_product_id text,
    cancel_reason text, resumes_at timestamptz, refund_percentage integer,
    disposition text, n bigint, subscription_id text, is_attached boolean);
end;
$$;
revoke all on function private.event_rows(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_rows(jsonb) is 'Events as functions hand them on in a jsonb array, typed. n, subscription_id and is_attached are there once private.grouped_events has set them.';

create or replace function private.grouped_events(p_events jsonb)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_event record;
  v_receipt text;
  v_place integer;
  v_n integer := 0;
  v_group integer;
  v_old integer;
  v_receipts text[] := '{}'::text[]; -- seen so far, each with its group
  v_groups integer[] := '{}'::integer[];
  v_of integer[] := '{}'::integer[]; -- the group of each event
begin
  for v_event in
    select e.transaction_id, e.original_transaction_id, 'token:' || e.token_sha256 as token
      from private.event_rows(p_events) as e
     order by e.occurred_at, e.notification_id collate "C"
  loop
    v_n := v_n + 1;
    v_group := v_n;
    foreach v_receipt in array array_remove(array[v_event.transaction_id, v_event.original_transaction_id, v_event.token], null) loop
      v_place := array_position(v_receipts, v_receipt);
      if v_place is null then
        v_receipts := v_receipts || v_receipt;
        v_groups := v_groups || v_group;
      elsif v_groups[v_place] <> v_group then
        v_old := greatest(v_group, v_groups[v_place]);
        v_group := least(v_group, v_groups[v_place]);
        v_groups := array_replace(v_groups, v_old, v_group);
        v_of := array_replace(v_of, v_old, v_group);
      end if;
    end loop;
    v_of := v_of || v_group;
  end loop;
  return (
    with ordered as (
      select e.value as event, e.value ->> 'transaction_id' as transaction_id, e.value ->> 'original_transaction_id' as original_transaction_id,
             'token:' || (e.value ->> 'token_sha256') as token,
             e.value ->> 'event_type' not in ('grace', 'billing_retry') as is_of_paid,
             row_number() over (order by (e.value ->> 'occurred_at')::timestamptz, e.value ->> 'notification_id' collate "C") as n
        from jsonb_array_elements(p_events) as e),
    placed as (
      select o.*,
             coalesce(
               (array_agg(o.original_transaction_id) filter (where o.original_transaction_id is not null) over (w order by o.n desc range between unbounded preceding and unbounded following))[1],
               (array_agg(o.transaction_id) filter (where o.transaction_id is not null) over (w order by o.n range between unbounded preceding and unbounded following))[1],
               (array_agg(o.token) filter (where o.token is not null) over (w order by o.n range between unbounded preceding and unbounded following))[1]) as subscription_id,
             o.transaction_id is null
               or (not o.is_of_paid
                   and bool_or(o.is_of_paid) over (partition by o.transaction_id order by o.n rows between unbounded preceding and 1 preceding) is not true) as is_attached
        from ordered as o
      window w as (partition by v_of[o.n]))
    select coalesce(jsonb_agg(p.event || jsonb_build_object('n', p.n, 'subscription_id', p.subscription_id, 'is_attached', p.is_attached) order by p.n), '[]')
      from placed as p);
end;
$$;
revoke all on function private.grouped_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.grouped_events(jsonb) is 'Events in the one order that counts (n), each with the subscription that it is about (subscription_id).
In which order they arrived is not looked at. One subscription is whatever transactions, first transactions and purchase tokens hang together by events that
name them; it is called what the newest report that names a first transaction says, else the first transaction reported, else its token. is_attached: the event
names no order, or one that could not be paid, of which nothing else was reported before: it is about the period before it.';

create or replace function private.line_rows(p_lines jsonb)
returns table (
  subscription_id text, transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz,
  expires_at timestamptz, grace_expires_at timestamptz, price_micros bigint, currency text, revoked_at timestamptz, replaced_at timestamptz,
  recorded_at timestamptz, reported_expires_at timestamptz, ended_at timestamptz, reported_grace_at timestamptz, is_implied boolean)
language plpgsql
stable
security invoker
rows 20
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    select l.* from jsonb_to_recordset(p_lines) as l (
    subscription_id text, transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz,
    expires_at timestamptz, grace_expires_at timestamptz, price_micros bigint, currency text, revoked_at timestamptz, replaced_at timestamptz,
    recorded_at timestamptz, reported_expires_at timestamptz, ended_at timestamptz, reported_grace_at timestamptz, is_implied boolean);
end;
$$;
revoke all on function private.line_rows(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.line_rows(jsonb) is 'Periods as private.fold_lines made them, handed on in a jsonb array, typed.';

create or replace function private.fold_lines(p_events jsonb)
returns table (
  subscription_id text, transaction_id text, product_id text, plan text, token_sha256 text, linked_token_sha256 text, purchased_at timestamptz,
  expires_at timestamptz, grace_expires_at timestamptz, price_micros bigint, currency text, revoked_at timestamptz, replaced_at timestamptz,
  recorded_at timestamptz, reported_expires_at timestamptz, ended_at timestamptz, reported_grace_at timestamptz, is_implied boolean)
language plpgsql
stable
security invoker
rows 20
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    with events as (
      select e.*,
             e.event_type in ('started', 'renewed', 'recovered', 'expired') as ends_grace,
             e.event_type in ('started', 'renewed', 'recovered', 'product_changed') as is_paid,
             e.event_type in ('grace', 'billing_retry') as is_unpaid,
             -- What was given back in part takes no access away.
             e.event_type in ('revoked', 'refund_reversed') or e.revoked_at is not null
               or (e.event_type = 'refunded' and coalesce(e.refund_percentage, 100) = 100) as tells_revoked
        from private.event_rows(p_events) as e),
    -- A product of an order; what names the order alone is about all its products.
    products as (
      select distinct e.subscription_id, e.transaction_id, e.product_id
        from events as e
       where not e.is_attached and e.product_id is not null),
    told as (
      select p.subscription_id as line_of, p.transaction_id as line_transaction, p.product_id as line_product, e.*
        from products as p
        join events as e on e.transaction_id = p.transaction_id and not e.is_attached and coalesce(e.product_id, p.product_id) = p.product_id),
    starts as (
      select t.line_of, t.line_transaction, t.line_product,
             (array_agg(t.purchased_at order by t.n desc) filter (where t.purchased_at is not null))[1] as named_at,
             coalesce((array_agg(t.purchased_at order by t.n desc) filter (where t.purchased_at is not null))[1],
                      min(t.occurred_at) filter (where t.is_paid or t.expires_at is not null)) as starts_at
        from told as t
       group by t.line_of, t.line_transaction, t.line_product
      having bool_or(t.expires_at is not null) and bool_or(t.plan is not null)),
    -- What names no paid order is about the last period before it: the one of its product, or the order's, where it names none.
    targets as (
      select e.n, s.line_of, s.line_transaction, s.line_product
        from events as e
       cross join lateral (
         select o.line_transaction, o.line_product
           from starts as o
          where o.line_of = e.subscription_id and o.starts_at <= e.occurred_at
          order by coalesce(o.line_product = e.product_id, false) desc, o.line_transaction = e.transaction_id, o.starts_at desc,
                   o.line_transaction collate "C" desc, o.line_product collate "C" desc
          limit 1) as l
        join starts as s
          on s.line_of = e.subscription_id and s.line_transaction = l.line_transaction and (s.line_product = l.line_product or e.product_id is null)
       where e.is_attached),
    reports as (
      select s.line_of, s.line_transaction, s.line_product, s.named_at, s.starts_at, t.n, t.event_type, t.occurred_at, t.recorded_at, t.plan,
             t.token_sha256, t.linked_token_sha256, t.expires_at, t.grace_expires_at, t.revoked_at, t.price_micros, t.currency, t.ends_grace,
             t.event_type = 'expired' as ends, t.tells_revoked
        from starts as s
        join told as t on t.line_of = s.line_of and t.line_transaction = s.line_transaction and t.line_product = s.line_product
       union all
      select s.line_of, s.line_transaction, s.line_product, s.named_at, s.starts_at, e.n, e.event_type, e.occurred_at, null, null,
             null, null, case when e.transaction_id is null and not e.is_unpaid then e.expires_at end, e.grace_expires_at,
             case when e.transaction_id is null then e.revoked_at end, null, null, false,
             e.transaction_id is null and e.event_type = 'expired', e.transaction_id is null and e.tells_revoked
        from targets as g
        join events as e on e.n = g.n
        join starts as s on s.line_of = g.line_of and s.line_transaction = g.line_transaction and s.line_product = g.line_product
       union all
      -- No order of it is known as paid: all reports together say until when it goes, those of a failed payment or of its end that it is over.
      select i.subscription_id, i.transaction_id, i.product_id, i.named_at, least(coalesce(i.named_at, i.first_at), i.ends_at), e.n, e.event_type,
             e.occurred_at, e.recorded_at, e.plan, e.token_sha256, e.linked_token_sha256,
             case when e.n = i.ends_n then i.ends_at end, e.grace_expires_at, e.revoked_at, e.price_micros, e.currency, e.ends_grace, false, e.tells_revoked
        from (
          select e.subscription_id,
                 coalesce((array_agg(e.transaction_id order by e.n desc) filter (where e.transaction_id is not null))[1], e.subscription_id) as transaction_id,
                 (array_agg(e.product_id order by e.n desc) filter (where e.plan is not null))[1] as product_id,
                 (array_agg(e.purchased_at order by e.n desc) filter (where e.purchased_at is not null))[1] as named_at,
                 min(e.occurred_at) as first_at,
                 max(e.n) filter (where e.expires_at is not null or e.is_unpaid or e.event_type in ('paused', 'expired')) as ends_n,
                 (array_agg(case when e.is_unpaid or e.event_type in ('paused', 'expired') then least(e.expires_at, e.occurred_at) else e.expires_at end
                    order by e.n desc)
                    filter (where e.expires_at is not null or e.is_unpaid or e.event_type in ('paused', 'expired')))[1] as ends_at
            from events as e
           where e.subscription_id not in (select s.line_of from starts as s)
           group by e.subscription_id
          having bool_or(e.plan is not null)) as i
        join events as e on e.subscription_id = i.subscription_id
       where i.ends_at is not null),
    marked as (
      select r.*,
             max(r.n) filter (where r.ends_grace) over (partition by r.line_of, r.line_transaction, r.line_product) as grace_ended_n,
             max(r.n) filter (where r.grace_expires_at is not null and not r.ends_grace)
               over (partition by r.line_of, r.line_transaction, r.line_product) as grace_n
        from reports as r),
    facts as (
      select m.line_of, m.line_transaction, m.line_product, m.starts_at, m.named_at,
             (array_agg(m.plan order by m.n desc) filter (where m.plan is not null))[1] as plan,
             (array_agg(m.token_sha256 order by m.n desc) filter (where m.token_sha256 is not null))[1] as token_sha256,
             (array_agg(m.linked_token_sha256 order by m.n desc) filter (where m.linked_token_sha256 is not null))[1] as linked_token_sha256,
             (array_agg(m.expires_at order by m.n desc) filter (where m.expires_at is not null))[1] as reported_at,
             -- It ended when it was reported ended, unless a newer report names another end.
             (array_agg(case when m.ends then m.occurred_at end order by m.n desc) filter (where m.ends or m.expires_at is not null))[1] as ended_at,
             case when max(m.grace_n) > coalesce(max(m.grace_ended_n), 0) then least(
               max(m.grace_expires_at) filter (where m.n = m.grace_n),
               min(m.occurred_at) filter (where m.event_type = 'billing_retry' and m.n > m.grace_n)) end as reported_grace_at,
             (array_agg(case when m.event_type = 'refund_reversed' then null
                             when m.event_type in ('refunded', 'revoked') then coalesce(m.revoked_at, m.occurred_at)
                             else m.revoked_at end order by m.n desc) filter (where m.tells_revoked))[1] as revoked_at,
             (array_agg(m.price_micros order by m.n desc) filter (where m.price_micros is not null))[1] as price_micros,
             (array_agg(m.currency order by m.n desc) filter (where m.price_micros is not null))[1] as currency,
             min(m.recorded_at) as recorded_at
        from marked as m
       group by m.line_of, m.line_transaction, m.line_product, m.starts_at, m.named_at),
    -- Of two products of one order neither takes the other's place.
    beside as materialized (
      select distinct b.line_of, p.product as line_product, o.product as other_product
        from (
          select f.line_of, array_agg(f.line_product) as products
            from facts as f
           group by f.line_of, f.line_transaction
          having count(*) > 1) as b
       cross join lateral unnest(b.products) as p (product)
       cross join lateral unnest(b.products) as o (product)
       where p.product <> o.product),
    cut as (
      select f.*, greatest(least(f.reported_at, f.ended_at), f.starts_at) as ends_at,
             -- A grace period ends where the next period begins, whatever becomes of that one; and it is none within the paid period.
             case when a.next_at < f.reported_grace_at then a.next_at else f.reported_grace_at end as grace_at,
             least(a.other_product_at, l.linked_at) as other_at
        from facts as f
       cross join lateral (
         select min(o.starts_at) as next_at, min(o.starts_at) filter (where o.line_product <> f.line_product) as other_product_at
           from facts as o
          where o.line_of = f.line_of
            and (o.starts_at, o.line_transaction collate "C") > (f.starts_at, f.line_transaction collate "C")
            and not exists (
              select 1 from beside as b
               where b.line_of = f.line_of and b.line_product = f.line_product and b.other_product = o.line_product)) as a
       cross join lateral (
         select min(o.starts_at) as linked_at
           from facts as o
          where o.linked_token_sha256 = f.token_sha256 and o.token_sha256 is distinct from f.token_sha256
            -- Two tokens that name each other would end both.
            and (f.linked_token_sha256 is distinct from o.token_sha256
                 or (o.starts_at, o.line_transaction collate "C") > (f.starts_at, f.line_transaction collate "C"))) as l)
    select c.line_of, c.line_transaction, c.line_product, c.plan, c.token_sha256, c.linked_token_sha256, c.starts_at, c.ends_at,
           case when c.grace_at > c.ends_at then c.grace_at end, c.price_micros, c.currency,
           -- Where it ends before it begins, it was revoked at once.
           case when c.reported_at <= c.named_at then least(c.revoked_at, c.reported_at) else c.revoked_at end,
           case when c.other_at < greatest(c.ends_at, c.grace_at) then c.other_at end,
           c.recorded_at, c.reported_at, c.ended_at, c.reported_grace_at,
           c.line_of not in (select s.line_of from starts as s)
      from cut as c;
end;
$$;
revoke all on function private.fold_lines(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_lines(jsonb) is 'The periods that grouped events tell of: a pure function of them. One for each product of an order of which an end is known.
A subscription of which no order is known as paid has one that all its reports together imply (is_implied), so that a hold or a cancellation that comes first of
all is seen.';

create or replace function private.fold_attributes(p_events jsonb, p_lines jsonb)
returns table (
  subscription_id text, will_renew boolean, is_in_billing_retry boolean, paused_at timestamptz, resumes_at timestamptz, pending_product_id text,
  cancel_reason text, attributes_at timestamptz, attributes_notification_id text, is_tangled boolean)
language plpgsql
stable
security invoker
rows 5
set search_path = pg_catalog, pg_temp
as $$
begin
  return query
    with lines as (select l.* from private.line_rows(p_lines) as l),
    events as (select e.* from private.event_rows(p_events) as e),
    statements as (
      select exists (select 1 from lines as l where l.subscription_id = e.subscription_id and l.is_implied) as is_implied,
             e.n, e.subscription_id, e.occurred_at, e.notification_id, e.resumes_at, e.pending_product_id, e.cancel_reason,
             coalesce(e.will_renew, r.renews) as renews, r.retries, r.pauses,
             e.pending_product_id is not null or r.names_pending as names_pending,
             e.cancel_reason is not null or r.names_reason as names_reason
        from events as e
       cross join lateral private.renewal_statement(e.event_type, exists (
         select 1 from lines as l
           join lines as o
             on o.subscription_id = l.subscription_id
            and (o.purchased_at, o.transaction_id collate "C") > (l.purchased_at, l.transaction_id collate "C")
          where l.transaction_id = e.transaction_id and not e.is_attached)) as r)
    select m.subscription_id,
           coalesce((array_agg(m.renews order by m.n desc) filter (where m.renews is not null))[1], false),
           coalesce((array_agg(m.retries order by m.n desc) filter (where m.retries is not null))[1], false),
           (array_agg(case when m.pauses then m.occurred_at end order by m.n desc) filter (where m.pauses is not null))[1],
           (array_agg(case when m.pauses then m.resumes_at end order by m.n desc) filter (where m.pauses is not null))[1],
           -- Apple names the product that it renews to whether or not it is another one.
           nullif((array_agg(m.pending_product_id order by m.n desc) filter (where m.names_pending))[1], (
             select l.product_id from lines as l
              where l.subscription_id = m.subscription_id
              order by l.purchased_at desc, l.transaction_id collate "C" desc, l.product_id collate "C" desc
              limit 1)),
           (array_agg(m.cancel_reason order by m.n desc) filter (where m.names_reason))[1],
           max(m.occurred_at),
           (array_agg(m.notification_id order by m.n desc))[1],
           -- Where one event more would change what it does not name.
           bool_or(m.is_implied) or exists (
             select 1 from events as e
              where e.subscription_id = m.subscription_id
              group by e.transaction_id
             having count(distinct e.product_id) > 1 and e.transaction_id is not null)
      from statements as m
     group by m.subscription_id;
end;
$$;
revoke all on function private.fold_attributes(jsonb, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_attributes(jsonb, jsonb) is 'What grouped events say of the renewal of each subscription: the newest report that speaks of it wins. p_lines: what private.fold_lines made of them.';

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
