-- Revert functions/cohorts/join_institution
begin;
set local role dochub_owner;
drop function private.join_institution(uuid, text, text, timestamptz);
commit;
