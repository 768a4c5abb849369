-- Revert policies/public/cached_handshake_responses: stamped from policies/public/cached_handshake_responses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop policy cached_handshake_responses_delete_owner on public.cached_handshake_responses;
drop policy cached_handshake_responses_insert_owner on public.cached_handshake_responses;
drop policy cached_handshake_responses_select_all on public.cached_handshake_responses;
drop policy cached_handshake_responses_update_owner on public.cached_handshake_responses;
revoke all on table public.cached_handshake_responses from anon, authenticated, dochub_admin, dochub_backup, public, service_role;
alter table public.cached_handshake_responses no force row level security, disable row level security;
commit;
