-- Revert schema/private/sticky_cohorts
begin;
set local role dochub_owner;
drop table private.sticky_cohorts;
commit;
