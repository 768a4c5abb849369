-- Revert functions/discounts/generated_code
begin;
set local role dochub_owner;
drop function private.generated_code();
commit;
