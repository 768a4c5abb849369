-- Revert functions/courses/may_become
begin;
set local role dochub_owner;
drop function private.may_become(text, text);
commit;
