-- Revert functions/accounts/my_courses
begin;
set local role dochub_owner;
drop function public.my_courses();
commit;
