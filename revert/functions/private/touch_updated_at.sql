-- Revert functions/private/touch_updated_at
begin;
set local role dochub_owner;
drop function private.touch_updated_at();
commit;
