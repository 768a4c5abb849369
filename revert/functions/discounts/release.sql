-- Revert functions/discounts/release
begin;
set local role dochub_owner;
drop function private.release(uuid, text, timestamptz);
commit;
