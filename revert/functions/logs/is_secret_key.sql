-- Revert functions/logs/is_secret_key
begin;
set local role dochub_owner;
drop function private.is_secret_key(text, text);
commit;
