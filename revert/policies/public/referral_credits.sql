-- Revert policies/public/referral_credits
begin;
set local role dochub_owner;
drop policy referral_credits_select_own on public.referral_credits;
drop policy referral_credits_select_all on public.referral_credits;
drop policy referral_credits_insert_owner on public.referral_credits;
drop policy referral_credits_update_owner on public.referral_credits;
revoke all on table public.referral_credits from authenticated, dochub_admin, dochub_backup, service_role;
alter table public.referral_credits no force row level security;
alter table public.referral_credits disable row level security;
commit;
