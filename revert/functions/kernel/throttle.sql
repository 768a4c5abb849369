-- Revert functions/kernel/throttle
begin;
set local role dochub_owner;
drop function private.throttle_wait(text, uuid, timestamptz);
drop function private.count_attempt(text, uuid, timestamptz);
drop function private.client_address_hmac(text, bytea);
drop function private.hmac_sha256(bytea, bytea);
commit;
