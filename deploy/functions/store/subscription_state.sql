-- Deploy functions/store/subscription_state: stamped from functions/store/subscription_state.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.subscription_state(p_subscription public.subscriptions, p_at timestamptz)
returns text
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case
    when p_subscription.user_id is null then null
    when p_subscription.revoked_at <= p_at then 'revoked'
    when p_at < p_subscription.started_at then 'pending'
    when p_subscription.paused_at <= p_at then 'paused'
    when p_at < p_subscription.expires_at then 'active'
    when p_at < p_subscription.grace_expires_at then 'grace'
    when p_subscription.is_in_billing_retry then 'billing_retry'
    else 'expired'
  end;
end;
$$;
revoke all on function private.subscription_state(public.subscriptions, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function private.subscription_state(public.subscriptions, timestamptz) to authenticated, dochub_admin, service_role;
comment on function private.subscription_state(public.subscriptions, timestamptz) is 'State of a subscription row at a time: pending, active, grace, billing_retry, paused, expired, revoked; NULL for no row. active and grace entitle.';
commit;
