-- Revert schema/private/credit_reasons
begin;
set local role dochub_owner;
drop table private.credit_reasons;
commit;
