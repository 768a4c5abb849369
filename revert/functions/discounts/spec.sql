-- Revert functions/discounts/spec
begin;
set local role dochub_owner;
drop function private.discount_argument(jsonb);
drop function private.discount_spec(public.discount_codes);
drop function private.discount_unknown(public.discount_codes);
commit;
