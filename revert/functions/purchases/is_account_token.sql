-- Revert functions/purchases/is_account_token
begin;
set local role dochub_owner;
drop function private.is_account_token(text, uuid);
commit;
