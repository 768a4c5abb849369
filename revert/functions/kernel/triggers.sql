-- Revert functions/kernel/triggers: stamped from functions/kernel/triggers.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.claim_account_token(), private.bump_entitlement(), private.unsettle_credits(), private.bump_user_sync(), private.refuse_erased(), private.refuse_identity_change(), private.refuse_change(), private.touch_updated_at();
commit;
