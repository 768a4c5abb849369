-- Revert functions/private/monday_at_or_before
begin;
set local role dochub_owner;
drop function private.monday_at_or_before(text, timestamptz);
commit;
