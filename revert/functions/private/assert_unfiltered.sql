-- Revert functions/private/assert_unfiltered
begin;
set local role dochub_owner;
drop function private.assert_unfiltered();
commit;
