-- Revert policies/public/cached_handshake_responses
begin;
set local role dochub_owner;
drop policy cached_handshake_responses_select_all on public.cached_handshake_responses;
drop policy cached_handshake_responses_insert_owner on public.cached_handshake_responses;
drop policy cached_handshake_responses_update_owner on public.cached_handshake_responses;
drop policy cached_handshake_responses_delete_owner on public.cached_handshake_responses;
revoke all on table public.cached_handshake_responses from dochub_backup, service_role;
alter table public.cached_handshake_responses no force row level security;
alter table public.cached_handshake_responses disable row level security;
commit;
