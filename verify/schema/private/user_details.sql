-- Verify schema/private/user_details
begin;
select user_id, time_zone, left_cohort from private.user_details where false;
select 1 / (obj_description('private.user_details'::regclass) is not null)::int;
rollback;
