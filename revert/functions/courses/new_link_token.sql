-- Revert functions/courses/new_link_token
begin;
set local role dochub_owner;
drop function private.new_link_token();
commit;
