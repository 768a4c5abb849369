-- Revert functions/entitlement/periods
begin;
set local role dochub_owner;
drop function public.state(public.subscriptions);
drop function public.entitled(public.subscriptions);
drop function private.subscription_state(public.subscriptions, timestamptz);
drop function private.entitlement_periods(uuid, timestamptz);
commit;
