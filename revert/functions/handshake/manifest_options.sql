-- Revert functions/handshake/manifest_options
begin;
set local role dochub_owner;
drop function private.manifest_options(jsonb);
commit;
