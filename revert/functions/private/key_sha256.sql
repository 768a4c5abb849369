-- Revert functions/private/key_sha256
begin;
set local role dochub_owner;
drop function private.key_sha256(text);
commit;
