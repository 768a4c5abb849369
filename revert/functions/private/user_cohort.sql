-- Revert functions/private/user_cohort
begin;
set local role dochub_owner;
drop function private.user_cohort(uuid, timestamptz);
commit;
