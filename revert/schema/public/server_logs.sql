-- Revert schema/public/server_logs
begin;
set local role dochub_owner;
drop table private.server_logs_default;
drop table public.server_logs;
commit;
