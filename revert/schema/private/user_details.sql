-- Revert schema/private/user_details
begin;
set local role dochub_owner;
drop table private.user_details;
commit;
