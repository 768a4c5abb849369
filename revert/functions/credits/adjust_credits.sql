-- Revert functions/credits/adjust_credits
begin;
set local role dochub_owner;
drop function public.adjust_credits(uuid, integer, text, text);
drop function private.adjust_credits(uuid, integer, text, text, timestamptz);
commit;
