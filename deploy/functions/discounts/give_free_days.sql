-- Deploy functions/discounts/give_free_days: stamped from functions/discounts/give_free_days.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.give_free_days(p_user_id uuid, p_redemption_id uuid, p_code text, p_days integer, p_at timestamptz)
returns timestamptz
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_plan text;
  v_state text;
  v_starts_at timestamptz;
  v_expires_at timestamptz;
begin
  select p.plan into strict v_plan from private.plans as p where p.plan <> 'free' order by p.plan_rank desc limit 1;
  -- Days of several codes follow each other. Days are of 24 hours: an interval of days would depend on the session's time zone.
  select greatest(p_at, max(t.expires_at)) into v_starts_at
    from private.store_transactions as t
   where t.user_id = p_user_id and t.store = 'code' and t.revoked_at is null and t.replaced_at is null;
  v_expires_at := v_starts_at + make_interval(hours => 24 * p_days);

  insert into private.receipt_claims (store, environment, transaction_id, user_id, kind, original_transaction_id, claimed_at)
  values ('code', 'production', p_redemption_id::text, p_user_id, 'subscription', p_redemption_id::text, p_at);
  insert into private.store_transactions (
    user_id, store, environment, transaction_id, original_transaction_id, product_id, plan,
    purchased_at, expires_at, redemption_id, recorded_at)
  values (
    p_user_id, 'code', 'production', p_redemption_id::text, p_redemption_id::text, p_code, v_plan,
    v_starts_at, v_expires_at, p_redemption_id, p_at);
  perform private.fold_subscription(p_user_id);
  select private.subscription_state(s, p_at) into strict v_state from public.subscriptions as s where s.user_id = p_user_id;
  insert into public.subscription_events (
    user_id, store, environment, notification_id, event_type, disposition,
    transaction_id, original_transaction_id, product_id, state, occurred_at, recorded_at)
  values (
    p_user_id, 'code', 'production', p_redemption_id::text, 'started', 'applied',
    p_redemption_id::text, p_redemption_id::text, p_code, v_state, p_at, p_at);
  -- The greater allowance of this week is there at once, and on record.
  perform private.settle_credits(p_user_id, p_at);
  return v_expires_at;
end;
$$;
revoke all on function private.give_free_days(uuid, uuid, text, integer, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.give_free_days(uuid, uuid, text, integer, timestamptz) is 'Gives the free days of a redeemed code: a transaction with store code on the paid plan of greatest rank, after the days that other codes gave. Returns when they end. Called under the user''s lock, after settle_credits.';
commit;
