-- Revert functions/cohorts/join_by_domain
begin;
set local role dochub_owner;
drop function private.join_by_domain(uuid, text, timestamptz);
commit;
