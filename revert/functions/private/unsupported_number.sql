-- Revert functions/private/unsupported_number
begin;
set local role dochub_owner;
drop function private.unsupported_number(jsonb);
commit;
