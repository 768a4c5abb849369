-- Revert functions/kernel/request: stamped from functions/kernel/request.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
drop function private.refuse(text,jsonb), private.drop_policies(regclass), private.pre_request(), private.assert_unfiltered(), private.assert_writable(), private.claims(), private.verified_email(), private.caller_class(), private.current_user_id(), private.target_user(uuid);
commit;
