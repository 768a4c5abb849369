-- Revert schema/private/settings
begin;
set local role dochub_owner;
drop table private.settings;
commit;
