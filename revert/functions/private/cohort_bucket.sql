-- Revert functions/private/cohort_bucket
begin;
set local role dochub_owner;
drop function private.cohort_bucket(text, uuid);
commit;
