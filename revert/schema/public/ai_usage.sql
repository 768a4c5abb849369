-- Revert schema/public/ai_usage
begin;
set local role dochub_owner;
drop table public.ai_usage;
commit;
