-- Revert functions/private/hmac_sha256
begin;
set local role dochub_owner;
drop function private.hmac_sha256(bytea, bytea);
commit;
