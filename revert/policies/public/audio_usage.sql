-- Revert policies/public/audio_usage
begin;
set local role dochub_owner;
drop policy audio_usage_select_own on public.audio_usage;
drop policy audio_usage_select_all on public.audio_usage;
drop policy audio_usage_insert_owner on public.audio_usage;
drop policy audio_usage_update_owner on public.audio_usage;
drop policy audio_usage_delete_owner on public.audio_usage;
revoke all on table public.audio_usage from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.audio_usage no force row level security;
alter table public.audio_usage disable row level security;
commit;
