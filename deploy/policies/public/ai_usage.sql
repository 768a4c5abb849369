-- Deploy policies/public/ai_usage: stamped from policies/public/ai_usage.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Users read their own stored credit balances; only functions move credits.
select private.drop_policies('public.ai_usage');
alter table public.ai_usage enable row level security;
alter table public.ai_usage force row level security;

create policy ai_usage_select_own on public.ai_usage for select to authenticated
  using (ai_usage.user_id = (select private.current_user_id()));
create policy ai_usage_select_all on public.ai_usage for select to dochub_admin, service_role, dochub_backup, dochub_owner using (true);
create policy ai_usage_insert_owner on public.ai_usage for insert to dochub_owner with check (true);
create policy ai_usage_update_owner on public.ai_usage for update to dochub_owner using (true) with check (true);

revoke all on table public.ai_usage from public, anon, authenticated, service_role, dochub_admin, dochub_backup;
grant select on table public.ai_usage to authenticated, dochub_admin, service_role, dochub_backup;

comment on policy ai_usage_select_own on public.ai_usage is 'Users read their own balances; credit_balance() says what is available now.';
comment on policy ai_usage_select_all on public.ai_usage is 'Administrators, edge functions and backups read every row; functions read balances.';
comment on policy ai_usage_insert_owner on public.ai_usage is 'ensure_user makes the row.';
comment on policy ai_usage_update_owner on public.ai_usage is 'lock_user locks the row; post_credits and settle_credits move the balances.';
commit;
