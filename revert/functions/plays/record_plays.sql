-- Revert functions/plays/record_plays
begin;
set local role dochub_owner;
drop function public.record_plays(text, jsonb);
drop function private.record_plays(uuid, text, jsonb, timestamptz);
drop function private.assert_play_counts(text, jsonb);
commit;
