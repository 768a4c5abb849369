-- Revert functions/store/entitled
begin;
set local role dochub_owner;
drop function public.entitled(public.subscriptions);
commit;
