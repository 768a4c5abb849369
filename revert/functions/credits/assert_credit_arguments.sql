-- Revert functions/credits/assert_credit_arguments
begin;
set local role dochub_owner;
drop function private.assert_credit_arguments(integer, text);
commit;
