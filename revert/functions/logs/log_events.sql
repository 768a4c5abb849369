-- Revert functions/logs/log_events
begin;
set local role dochub_owner;
drop function public.log_events(jsonb);
commit;
