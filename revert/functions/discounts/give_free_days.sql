-- Revert functions/discounts/give_free_days
begin;
set local role dochub_owner;
drop function private.give_free_days(uuid, uuid, text, integer, timestamptz);
commit;
