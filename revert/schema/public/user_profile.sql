-- Revert schema/public/user_profile
begin;
set local role dochub_owner;
drop trigger user_profile_touch on public.user_profile;
drop trigger user_profile_sync on public.user_profile;
drop table public.user_profile;
commit;
