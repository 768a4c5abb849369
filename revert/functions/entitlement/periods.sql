-- Revert functions/entitlement/periods: stamped from functions/entitlement/periods.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.entitlement_periods(uuid,timestamp with time zone,timestamp with time zone), private.subscription_state_of(timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone,boolean,timestamp with time zone), private.subscription_state(public.subscriptions,timestamp with time zone), public.entitled(public.subscriptions), public.state(public.subscriptions);
commit;
