-- Prepared answers of handshake: the edge functions read them for monitoring, users get theirs from handshake.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.cached_handshake_responses'::regclass
  loop
    execute format('drop policy %I on public.cached_handshake_responses', v_policy);
  end loop;
end
$$;
alter table public.cached_handshake_responses enable row level security;
alter table public.cached_handshake_responses force row level security;

create policy cached_handshake_responses_select_service on public.cached_handshake_responses for select to service_role
  using (true);
comment on policy cached_handshake_responses_select_service on public.cached_handshake_responses is 'Edge functions (service_role) read every row.';

create policy cached_handshake_responses_select_owner on public.cached_handshake_responses for select to dochub_owner
  using (true);
comment on policy cached_handshake_responses_select_owner on public.cached_handshake_responses is 'handshake serves its user''s rows.';
create policy cached_handshake_responses_insert_owner on public.cached_handshake_responses for insert to dochub_owner
  with check (true);
comment on policy cached_handshake_responses_insert_owner on public.cached_handshake_responses is 'handshake keeps an answer.';
create policy cached_handshake_responses_update_owner on public.cached_handshake_responses for update to dochub_owner
  using (true)
  with check (true);
comment on policy cached_handshake_responses_update_owner on public.cached_handshake_responses is 'handshake renews an answer.';
create policy cached_handshake_responses_delete_owner on public.cached_handshake_responses for delete to dochub_owner
  using (true);
comment on policy cached_handshake_responses_delete_owner on public.cached_handshake_responses is 'handshake drops the oldest; erasure drops all.';

create policy cached_handshake_responses_select_backup on public.cached_handshake_responses for select to dochub_backup
  using (true);
comment on policy cached_handshake_responses_select_backup on public.cached_handshake_responses is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.cached_handshake_responses from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.cached_handshake_responses to service_role, dochub_backup;
