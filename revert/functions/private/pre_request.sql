-- Revert functions/private/pre_request
begin;
set local role dochub_owner;
drop function private.pre_request();
commit;
