-- Revert functions/discounts/normalise_code
begin;
set local role dochub_owner;
drop function private.normalise_code(text);
commit;
