create or replace function public.state(p_subscription public.subscriptions)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.subscription_state(p_subscription, now());
end;
$$;
revoke all on function public.state(public.subscriptions) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.state(public.subscriptions) to authenticated, dochub_admin, service_role;
comment on function public.state(public.subscriptions) is 'Computed field of subscriptions: its state now.
pending (starts later), active, grace (payment failed, access goes on until grace_expires_at), billing_retry (payment failed, no access), paused, expired,
revoked. Read it with GET /subscriptions?select=*,state,entitled.';

create or replace function public.entitled(p_subscription public.subscriptions)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.subscription_state(p_subscription, now()) in ('active', 'grace');
end;
$$;
revoke all on function public.entitled(public.subscriptions) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.entitled(public.subscriptions) to authenticated, dochub_admin, service_role;
comment on function public.entitled(public.subscriptions) is 'Computed field of subscriptions: whether it entitles to its plan now.
Not revoked, not paused, and before the later of expires_at and grace_expires_at.
A cohort may entitle without a subscription: my_entitlements() answers for all sources.';

create or replace function private.subscription_state(p_subscription public.subscriptions, p_at timestamptz)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.subscription_state_of(
    p_subscription.started_at, p_subscription.expires_at, p_subscription.grace_expires_at, p_subscription.paused_at,
    p_subscription.revoked_at, p_subscription.is_in_billing_retry, p_at);
end;
$$;
revoke all on function private.subscription_state(public.subscriptions, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.subscription_state(public.subscriptions, timestamptz) to authenticated, dochub_admin, service_role;
comment on function private.subscription_state(public.subscriptions, timestamptz) is 'State of a subscription row at a time, for whoever has the row: see private.subscription_state_of.';

create or replace function private.subscription_state_of(
  p_started_at timestamptz, p_expires_at timestamptz, p_grace_expires_at timestamptz, p_paused_at timestamptz,
  p_revoked_at timestamptz, p_is_in_billing_retry boolean, p_at timestamptz)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when p_started_at is null then null
    when p_revoked_at <= p_at then 'revoked'
    when p_at < p_started_at then 'pending'
    when p_paused_at <= p_at then 'paused'
    when p_at < p_expires_at then 'active'
    when p_at < p_grace_expires_at then 'grace'
    when p_is_in_billing_retry then 'billing_retry'
    else 'expired'
  end;
end;
$$;
revoke all on function private.subscription_state_of(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.subscription_state_of(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, boolean, timestamptz) to authenticated, dochub_admin, service_role;
comment on function private.subscription_state_of(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, boolean, timestamptz) is 'State of a subscription at a time: pending, active, grace, billing_retry, paused, expired, revoked.
NULL for none. active and grace entitle.';

create or replace function private.entitlement_periods(p_user_id uuid, p_at timestamptz, p_since timestamptz default '-infinity')
returns table (
  plan text, plan_rank integer, weekly_credits integer, source text,
  environment text, original_transaction_id text, transaction_id text,
  starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
security invoker
rows 2
set search_path = pg_catalog, pg_temp
as $$
declare
  v_cohort record;
begin
  v_cohort := private.user_cohort(p_user_id, p_at);
  return query
    select t.plan, p.plan_rank, p.weekly_credits, t.store,
           t.environment, t.original_transaction_id, t.transaction_id,
           t.purchased_at,
           least(greatest(t.expires_at, t.grace_expires_at), t.revoked_at, t.replaced_at, s.paused_at)
      from private.store_transactions as t
      join private.plans as p on p.plan = t.plan
      left join private.store_subscriptions as s
        on s.user_id = t.user_id and s.store = t.store and s.environment = t.environment
       and s.original_transaction_id = t.original_transaction_id
     where t.user_id = p_user_id and greatest(t.expires_at, t.grace_expires_at) > p_since
       and (t.environment = 'production' or exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester))
     union all
    select p.plan, p.plan_rank, p.weekly_credits, 'cohort',
           null, null, null,
           v_cohort.member_since, v_cohort.ends_at
      from private.plans as p
     where p.plan = v_cohort.grant_plan
     union all
    -- One that is over: what it gave earlier this week still counts for the week. (While it is locked it is the one above.)
    select p.plan, p.plan_rank, p.weekly_credits, 'cohort',
           null, null, null,
           case when u.source in ('sticky', 'bucket') then o.starts_at else greatest(u.assigned_at, o.starts_at) end, o.ends_at
      from public.user_cohorts as u
      join public.cohorts as o on o.slug = u.slug
      join private.plans as p on p.plan = o.grant_plan
     where u.user_id = p_user_id and o.ends_at <= p_at and not u.is_locked;
end;
$$;
revoke all on function private.entitlement_periods(uuid, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.entitlement_periods(uuid, timestamptz, timestamptz) is 'Every period [starts_at, ends_at) that entitles a user to a paid plan.
Store transactions cut where they were revoked, replaced or, while the pause lasts, paused (such a period may be empty: ends_at at or before
starts_at), and what the cohort grants at p_at, or granted until it ended. Sandbox periods count for testers only.
p_since leaves out store transactions that were paid for, grace included, until then at the latest.
Allowance comes from here, private.entitlement picks the one that counts now by the same rule, and private.handshake_boundaries has every start and end
among its moments.';
