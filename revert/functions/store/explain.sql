-- Revert functions/store/explain
begin;
set local role dochub_owner;
drop function private.explain(uuid, timestamptz);
commit;
