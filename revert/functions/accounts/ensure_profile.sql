-- Revert functions/accounts/ensure_profile
begin;
set local role dochub_owner;
drop function public.ensure_profile(jsonb);
commit;
