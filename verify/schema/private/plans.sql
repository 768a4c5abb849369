-- Verify schema/private/plans
begin;
select plan, plan_rank, weekly_credits from private.plans where false;
select 1 / (obj_description('private.plans'::regclass) is not null)::int;
rollback;
