-- Revert schema/private/credit_holds
begin;
set local role dochub_owner;
drop table private.credit_holds;
commit;
