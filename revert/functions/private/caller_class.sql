-- Revert functions/private/caller_class
begin;
set local role dochub_owner;
drop function private.caller_class();
commit;
