-- Verify schema/private/sync_generations
begin;
select scope, generation from private.sync_generations where false;
select 1 / (obj_description('private.sync_generations'::regclass) is not null)::int;
rollback;
