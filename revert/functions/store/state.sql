-- Revert functions/store/state
begin;
set local role dochub_owner;
drop function public.state(public.subscriptions);
commit;
