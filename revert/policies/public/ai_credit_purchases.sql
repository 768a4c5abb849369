-- Revert policies/public/ai_credit_purchases
begin;
set local role dochub_owner;
drop policy ai_credit_purchases_select_own on public.ai_credit_purchases;
drop policy ai_credit_purchases_select_all on public.ai_credit_purchases;
drop policy ai_credit_purchases_insert_owner on public.ai_credit_purchases;
drop policy ai_credit_purchases_update_owner on public.ai_credit_purchases;
revoke all on table public.ai_credit_purchases from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.ai_credit_purchases no force row level security;
alter table public.ai_credit_purchases disable row level security;
commit;
