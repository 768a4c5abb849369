-- Revert policies/public/ai_usage
begin;
set local role dochub_owner;
drop policy ai_usage_select_own on public.ai_usage;
drop policy ai_usage_select_all on public.ai_usage;
drop policy ai_usage_insert_owner on public.ai_usage;
drop policy ai_usage_update_owner on public.ai_usage;
revoke all on table public.ai_usage from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.ai_usage no force row level security;
alter table public.ai_usage disable row level security;
commit;
