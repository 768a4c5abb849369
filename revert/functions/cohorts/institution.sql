-- Revert functions/cohorts/institution
begin;
set local role dochub_owner;
drop function private.institution(text, text, timestamptz);
commit;
