-- Revert functions/private/lock_address_throttle
begin;
set local role dochub_owner;
drop function private.lock_address_throttle(text, bytea);
commit;
