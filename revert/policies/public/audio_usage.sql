-- Revert policies/public/audio_usage: stamped from policies/public/audio_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy audio_usage_delete_owner on public.audio_usage;
drop policy audio_usage_insert_owner on public.audio_usage;
drop policy audio_usage_select_all on public.audio_usage;
drop policy audio_usage_select_own on public.audio_usage;
drop policy audio_usage_update_owner on public.audio_usage;
revoke all on table public.audio_usage from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.audio_usage no force row level security, disable row level security;
commit;
