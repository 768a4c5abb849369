-- Revert functions/private/json_integer
begin;
set local role dochub_owner;
drop function private.json_integer(jsonb, text, bigint, bigint);
commit;
