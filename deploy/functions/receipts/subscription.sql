-- Deploy functions/receipts/subscription: stamped from functions/receipts/subscription.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.fold_subscription(p_user_id uuid, p_at timestamptz default null)
returns text
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_tester boolean;
  v_row public.subscriptions;
  v_period record;
begin
  select u.is_tester into v_is_tester from public.user_profile as u where u.user_id = p_user_id;
  select t.user_id, t.plan, t.product_id, t.store, t.environment, t.transaction_id, t.original_transaction_id, t.token_sha256,
         t.purchased_at, t.expires_at, t.grace_expires_at,
         coalesce(s.will_renew, false), s.pending_product_id, s.cancel_reason, coalesce(s.is_in_billing_retry, false),
         s.paused_at, s.resumes_at, least(t.revoked_at, t.replaced_at), t.price_micros, t.currency
    into v_row
    from private.store_transactions as t
    join private.plans as p on p.plan = t.plan
    left join private.store_subscriptions as s
      on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
     and s.original_transaction_id = t.original_transaction_id
   where t.user_id = p_user_id and (t.environment = 'production' or v_is_tester)
   -- The one that entitles longest, so that the choice does not depend on when it is made.
   order by least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at) desc,
            p.plan_rank desc, t.purchased_at desc, t.store collate "C", t.environment collate "C", t.transaction_id collate "C",
            t.product_id collate "C"
   limit 1;
  if not found then
    delete from public.subscriptions as s where s.user_id = p_user_id;
    return null;
  end if;
  -- A renewal that is known ahead continues what runs now: it is not pending while its plan is there anyway.
  for v_period in
    select e.starts_at, e.ends_at
      from (
        select t.purchased_at as starts_at, least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at) as ends_at
          from private.store_transactions as t
          left join private.store_subscriptions as s
            on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
           and s.original_transaction_id = t.original_transaction_id
         where t.user_id = p_user_id and t.plan = v_row.plan and (t.environment = 'production' or v_is_tester)) as e
     where e.starts_at < e.ends_at
     order by e.ends_at desc
  loop
    exit when v_period.ends_at < v_row.started_at;
    v_row.started_at := least(v_row.started_at, v_period.starts_at);
  end loop;
  insert into public.subscriptions values (v_row.*)
  on conflict (user_id) do update set
    plan = excluded.plan, product_id = excluded.product_id, store = excluded.store, environment = excluded.environment,
    transaction_id = excluded.transaction_id, original_transaction_id = excluded.original_transaction_id,
    token_sha256 = excluded.token_sha256, started_at = excluded.started_at, expires_at = excluded.expires_at,
    grace_expires_at = excluded.grace_expires_at, will_renew = excluded.will_renew,
    pending_product_id = excluded.pending_product_id, cancel_reason = excluded.cancel_reason,
    is_in_billing_retry = excluded.is_in_billing_retry, paused_at = excluded.paused_at, resumes_at = excluded.resumes_at,
    revoked_at = excluded.revoked_at, price_micros = excluded.price_micros, currency = excluded.currency;
  return private.subscription_state(v_row, p_at);
end;
$$;
revoke all on function private.fold_subscription(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.fold_subscription(uuid, timestamptz) is 'Makes the user''s subscriptions row from the transactions and renewal attributes known, and answers with its state at p_at.
Of what the stores say the transaction that entitles longest, whatever the order in which they came and the time. No transaction, no row. Called under the
user''s lock. It writes the row even when nothing in it changes, so that the handshake sees what changed behind it.';
commit;
