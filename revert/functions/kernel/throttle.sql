-- Revert functions/kernel/throttle: stamped from functions/kernel/throttle.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.hmac_sha256(bytea,bytea), private.client_address_hmac(text,bytea), private.refuse_attempt(text,uuid,text,timestamp with time zone), private.count_attempt(text,uuid,timestamp with time zone), private.throttle_wait(text,uuid,timestamp with time zone);
commit;
