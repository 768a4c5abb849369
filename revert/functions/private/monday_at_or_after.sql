-- Revert functions/private/monday_at_or_after
begin;
set local role dochub_owner;
drop function private.monday_at_or_after(text, timestamptz);
commit;
