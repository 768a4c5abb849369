-- Revert functions/accounts/audit
begin;
set local role dochub_owner;
drop function private.audit(uuid, text, jsonb, timestamptz);
commit;
