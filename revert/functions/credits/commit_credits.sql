-- Revert functions/credits/commit_credits
begin;
set local role dochub_owner;
drop function public.commit_credits(uuid, integer, uuid);
commit;
