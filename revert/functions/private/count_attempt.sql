-- Revert functions/private/count_attempt
begin;
set local role dochub_owner;
drop function private.count_attempt(text, uuid, timestamptz);
commit;
