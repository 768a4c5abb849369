-- Revert functions/private/canonical_sha256
begin;
set local role dochub_owner;
drop function private.canonical_sha256(jsonb);
commit;
