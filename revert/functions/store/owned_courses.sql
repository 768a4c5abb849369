-- Revert functions/store/owned_courses
begin;
set local role dochub_owner;
drop function private.owned_courses(uuid, timestamptz);
commit;
