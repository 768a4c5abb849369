-- Revert schema/public/app_logs
begin;
set local role dochub_owner;
drop table private.app_logs_default;
drop table public.app_logs;
commit;
