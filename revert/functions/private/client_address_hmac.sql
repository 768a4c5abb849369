-- Revert functions/private/client_address_hmac
begin;
set local role dochub_owner;
drop function private.client_address_hmac();
commit;
