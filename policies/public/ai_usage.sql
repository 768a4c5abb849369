-- Users read their own stored credit balances; only functions move credits.
do $$
declare
  v_policy name;
begin
  for v_policy in
    select p.polname from pg_policy as p where p.polrelid = 'public.ai_usage'::regclass
  loop
    execute format('drop policy %I on public.ai_usage', v_policy);
  end loop;
end
$$;
alter table public.ai_usage enable row level security;
alter table public.ai_usage force row level security;

create policy ai_usage_select_authenticated on public.ai_usage for select to authenticated
  using (ai_usage.user_id = (select private.current_user_id()));
comment on policy ai_usage_select_authenticated on public.ai_usage is 'Users read their own balances; credit_balance() says what is available now.';

create policy ai_usage_select_admin on public.ai_usage for select to dochub_admin
  using (true);
comment on policy ai_usage_select_admin on public.ai_usage is 'Administrators read every row.';

create policy ai_usage_select_service on public.ai_usage for select to service_role
  using (true);
comment on policy ai_usage_select_service on public.ai_usage is 'Edge functions (service_role) read every row.';

create policy ai_usage_select_owner on public.ai_usage for select to dochub_owner
  using (true);
comment on policy ai_usage_select_owner on public.ai_usage is 'Functions read balances.';
create policy ai_usage_insert_owner on public.ai_usage for insert to dochub_owner
  with check (true);
comment on policy ai_usage_insert_owner on public.ai_usage is 'ensure_user makes the row.';
create policy ai_usage_update_owner on public.ai_usage for update to dochub_owner
  using (true)
  with check (true);
comment on policy ai_usage_update_owner on public.ai_usage is 'lock_user locks the row; post_credits and settle_credits move the balances.';

create policy ai_usage_select_backup on public.ai_usage for select to dochub_backup
  using (true);
comment on policy ai_usage_select_backup on public.ai_usage is 'Backups read every row (pg_dump --enable-row-security).';

revoke all on table public.ai_usage from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.ai_usage to authenticated, dochub_admin, service_role, dochub_backup;
