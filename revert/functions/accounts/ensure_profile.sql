-- Revert functions/accounts/ensure_profile
begin;
set local role dochub_owner;
drop function public.ensure_profile(jsonb);
drop function private.is_time_zone(text);
drop function private.claim_email(uuid, text, timestamptz);
drop function private.set_time_zone(uuid, text, timestamptz);
commit;
