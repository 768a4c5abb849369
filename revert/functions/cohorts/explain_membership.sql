-- Revert functions/cohorts/explain_membership
begin;
set local role dochub_owner;
drop function private.explain_membership(uuid, timestamptz);
commit;
