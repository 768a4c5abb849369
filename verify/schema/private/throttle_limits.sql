-- Verify schema/private/throttle_limits
begin;
select operation, attempts, per from private.throttle_limits where false;
select 1 / (obj_description('private.throttle_limits'::regclass) is not null)::int;
rollback;
