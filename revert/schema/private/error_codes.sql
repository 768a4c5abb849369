-- Revert schema/private/error_codes
begin;
set local role dochub_owner;
drop table private.error_codes;
commit;
