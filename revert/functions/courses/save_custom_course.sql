-- Revert functions/courses/save_custom_course
begin;
set local role dochub_owner;
drop function public.save_custom_course(uuid, jsonb);
commit;
