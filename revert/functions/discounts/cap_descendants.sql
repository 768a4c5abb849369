-- Revert functions/discounts/cap_descendants
begin;
set local role dochub_owner;
drop function private.cap_descendants(text, timestamptz);
commit;
