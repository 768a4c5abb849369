-- Revert functions/plays/add_plays
begin;
set local role dochub_owner;
drop function private.add_plays(uuid, text, jsonb, timestamptz);
commit;
