-- Revert functions/purchases/buy_course
begin;
set local role dochub_owner;
drop function private.buy_course(uuid, jsonb, timestamptz);
commit;
