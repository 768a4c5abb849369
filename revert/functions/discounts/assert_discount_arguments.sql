-- Revert functions/discounts/assert_discount_arguments
begin;
set local role dochub_owner;
drop function private.assert_discount_arguments(text, text, text, bigint, text);
commit;
