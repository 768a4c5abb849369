-- Revert schema/private/plans
begin;
set local role dochub_owner;
drop table private.plans;
commit;
