-- Revert functions/private/assert_writable
begin;
set local role dochub_owner;
drop function private.assert_writable();
commit;
