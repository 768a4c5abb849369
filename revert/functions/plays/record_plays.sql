-- Revert functions/plays/record_plays
begin;
set local role dochub_owner;
drop function public.record_plays(text, jsonb);
commit;
