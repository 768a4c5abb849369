-- Revert functions/discounts/discount_argument
begin;
set local role dochub_owner;
drop function private.discount_argument(jsonb);
commit;
