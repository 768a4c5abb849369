-- Revert functions/kernel/triggers
begin;
set local role dochub_owner;
drop function private.touch_updated_at();
drop function private.refuse_change();
drop function private.refuse_identity_change();
drop function private.refuse_erased();
drop function private.bump_user_sync();
commit;
