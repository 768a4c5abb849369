-- Deploy functions/store/entitlements: stamped from functions/store/entitlements.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.entitlements(p_user_id uuid, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_subscription public.subscriptions;
  v_period record;
  v_entitled boolean;
begin
  select * into v_subscription from public.subscriptions as s where s.user_id = p_user_id;
  select * into v_period
    from private.entitlement_periods(p_user_id, p_at) as e
   where e.starts_at <= p_at and p_at < e.ends_at
   order by e.plan_rank desc, e.ends_at desc, e.source, e.environment, e.transaction_id collate "C"
   limit 1;
  v_entitled := found;
  return jsonb_build_object(
    'plan', case when v_entitled then v_period.plan else 'free' end,
    'state', case
      when not v_entitled or (v_subscription.store = v_period.source and v_subscription.transaction_id = v_period.transaction_id)
        then private.subscription_state(v_subscription, p_at)
      else 'active'
    end,
    'entitled', v_entitled,
    'source', case when v_entitled then v_period.source else v_subscription.store end,
    'environment', case when v_entitled then v_period.environment else v_subscription.environment end,
    'expires_at', case
      when v_entitled then nullif(v_period.ends_at, 'infinity')
      else greatest(v_subscription.expires_at, v_subscription.grace_expires_at)
    end,
    'will_renew', v_entitled and v_period.source <> 'cohort'
      and exists (select from private.store_subscriptions as s
                   where s.user_id = p_user_id and s.store = v_period.source and s.environment = v_period.environment
                     and s.original_transaction_id = v_period.original_transaction_id and s.will_renew));
end;
$$;
revoke all on function private.entitlements(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.entitlements(uuid, timestamptz) is 'What a user is entitled to at a time: {plan, state, entitled, source, environment, expires_at, will_renew}. The plan of greatest rank wins, then the period that ends last; without one the plan is free, and state and source say what the last subscription was (null: none).';
commit;
