-- Deploy functions/store/state: stamped from functions/store/state.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
comment on function public.state(public.subscriptions) is 'Computed field of subscriptions: its state now. pending (starts later), active, grace (payment failed, access goes on until grace_expires_at), billing_retry (payment failed, no access), paused, expired, revoked. Read it with GET /subscriptions?select=*,state,entitled.';
commit;
