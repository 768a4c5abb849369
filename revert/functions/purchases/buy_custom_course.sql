-- Revert functions/purchases/buy_custom_course
begin;
set local role dochub_owner;
drop function private.buy_custom_course(uuid, uuid, jsonb, timestamptz);
commit;
