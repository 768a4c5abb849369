-- Revert functions/cohorts/set_join_code
begin;
set local role dochub_owner;
drop function public.set_join_code(text, text);
commit;
