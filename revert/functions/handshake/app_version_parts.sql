-- Revert functions/handshake/app_version_parts
begin;
set local role dochub_owner;
drop function private.app_version_parts(text);
commit;
