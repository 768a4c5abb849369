-- Revert functions/kernel/request
begin;
set local role dochub_owner;
drop function private.target_user(uuid);
drop function private.current_user_id();
drop function private.caller_class();
drop function private.verified_email();
drop function private.claims();
drop function private.assert_writable();
drop function private.assert_unfiltered();
drop function private.pre_request();
commit;
