-- Deploy policies/public/cached_handshake_responses: stamped from policies/public/cached_handshake_responses.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Prepared answers of handshake: the edge functions read them for monitoring, users get theirs from handshake.
select private.drop_policies('public.cached_handshake_responses');
alter table public.cached_handshake_responses enable row level security;
alter table public.cached_handshake_responses force row level security;

create policy cached_handshake_responses_select_all on public.cached_handshake_responses for select to service_role, dochub_backup, dochub_owner
  using (true);
create policy cached_handshake_responses_insert_owner on public.cached_handshake_responses for insert to dochub_owner with check (true);
create policy cached_handshake_responses_update_owner on public.cached_handshake_responses for update to dochub_owner
  using (true) with check (true);
create policy cached_handshake_responses_delete_owner on public.cached_handshake_responses for delete to dochub_owner using (true);

revoke all on table public.cached_handshake_responses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.cached_handshake_responses to service_role, dochub_backup;

comment on policy cached_handshake_responses_select_all on public.cached_handshake_responses is 'Edge functions and backups read every row; handshake serves its user''s rows.';
comment on policy cached_handshake_responses_insert_owner on public.cached_handshake_responses is 'handshake keeps an answer.';
comment on policy cached_handshake_responses_update_owner on public.cached_handshake_responses is 'handshake renews an answer.';
comment on policy cached_handshake_responses_delete_owner on public.cached_handshake_responses is 'handshake drops the oldest; erasure drops all.';
commit;
