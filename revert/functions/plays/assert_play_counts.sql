-- Revert functions/plays/assert_play_counts
begin;
set local role dochub_owner;
drop function private.assert_play_counts(text, jsonb);
commit;
