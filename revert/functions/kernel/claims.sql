-- Revert functions/kernel/claims: stamped from functions/kernel/claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.account_sha256(uuid), private.claim_account(text,uuid,boolean), private.claim_referral_payment(text,text,text,uuid,timestamp with time zone), private.claim_referral_code(text,uuid,timestamp with time zone);
commit;
