-- Revert functions/credits/post_bank
begin;
set local role dochub_owner;
drop function private.post_bank(uuid, text, integer, text, text, text, timestamptz);
commit;
