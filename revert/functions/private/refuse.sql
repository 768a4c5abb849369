-- Revert functions/private/refuse
begin;
set local role dochub_owner;
drop function private.refuse(text, jsonb);
commit;
