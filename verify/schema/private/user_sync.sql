-- Verify schema/private/user_sync
begin;
select user_id, generation from private.user_sync where false;
select 1 / (obj_description('private.user_sync'::regclass) is not null)::int;
rollback;
