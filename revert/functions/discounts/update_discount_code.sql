-- Revert functions/discounts/update_discount_code
begin;
set local role dochub_owner;
drop function public.update_discount_code(text, jsonb);
drop function private.cap_descendants(text, timestamptz);
commit;
