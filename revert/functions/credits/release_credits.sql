-- Revert functions/credits/release_credits
begin;
set local role dochub_owner;
drop function public.release_credits(uuid, text, uuid);
commit;
