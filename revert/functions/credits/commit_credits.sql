-- Revert functions/credits/commit_credits
begin;
set local role dochub_owner;
drop function public.commit_credits(uuid, integer, uuid);
drop function public.release_credits(uuid, text, uuid);
drop function private.resolve_hold(uuid, uuid, text, integer, text, timestamptz);
commit;
