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
comment on function public.entitled(public.subscriptions) is 'Computed field of subscriptions: whether it entitles to its plan now: not revoked, not paused, and before the later of expires_at and grace_expires_at. A cohort may entitle without a subscription: my_entitlements() answers for all sources.';
