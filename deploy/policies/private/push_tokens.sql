-- Deploy policies/private/push_tokens: stamped from policies/private/push_tokens.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
-- Push tokens: functions only, because whoever has one can write to the phone.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'private.push_tokens'::regclass
  loop
    execute format('drop policy %I on private.push_tokens', v_policy);
  end loop;
end
$$;
alter table private.push_tokens enable row level security;
alter table private.push_tokens force row level security;

create policy push_tokens_select_owner on private.push_tokens for select to dochub_owner
  using (true);
comment on policy push_tokens_select_owner on private.push_tokens is 'Functions look up tokens and export them.';
create policy push_tokens_insert_owner on private.push_tokens for insert to dochub_owner
  with check (true);
comment on policy push_tokens_insert_owner on private.push_tokens is 'register_device keeps a token.';
create policy push_tokens_update_owner on private.push_tokens for update to dochub_owner
  using (true)
  with check (true);
comment on policy push_tokens_update_owner on private.push_tokens is 'register_device replaces a token.';
create policy push_tokens_delete_owner on private.push_tokens for delete to dochub_owner
  using (true);
comment on policy push_tokens_delete_owner on private.push_tokens is 'A dropped device, an empty token and erasure delete it.';

create policy push_tokens_select_backup on private.push_tokens for select to dochub_backup
  using (true);
comment on policy push_tokens_select_backup on private.push_tokens is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table private.push_tokens from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table private.push_tokens to dochub_backup;
commit;
