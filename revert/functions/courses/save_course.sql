-- Revert functions/courses/save_course
begin;
set local role dochub_owner;
drop function private.save_course(uuid, jsonb, timestamptz);
commit;
