-- Revert schema/private/sync_generations
begin;
set local role dochub_owner;
drop table private.sync_generations;
commit;
