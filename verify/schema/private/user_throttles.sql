-- Verify schema/private/user_throttles
begin;
select user_id, operation, theoretical_arrival_at from private.user_throttles where false;
select 1 / (obj_description('private.user_throttles'::regclass) is not null)::int;
rollback;
