-- Deploy schema/private/plans: stamped from schema/private/plans.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Billing plans and the weekly credits they carry. Base data of the package; a deployment changes it by ordinary SQL as dochub_owner.
create table private.plans (
  plan            text not null,
  plan_rank       integer not null,
  weekly_credits  integer not null,
  constraint plans_pkey primary key (plan),
  constraint plans_plan_rank_key unique (plan_rank),
  constraint plans_plan_check check (plan ~ '^[a-z][a-z0-9_]{1,31}$'),
  constraint plans_weekly_credits_check check (weekly_credits between 0 and 1000000)
);
comment on table private.plans is 'Billing plans. The plan named free is what a user without any entitlement has; every other plan is paid.';
comment on column private.plans.plan is 'Name of the plan: free, premium.';
comment on column private.plans.plan_rank is 'Order among plans: when several entitle a user at once, the greatest rank wins.';
comment on column private.plans.weekly_credits is 'AI credits that the plan allows a week. Unused ones do not roll over.';

insert into private.plans (plan, plan_rank, weekly_credits) values
  ('free', 0, 3),
  ('premium', 100, 30);

create trigger plans_facts after insert or update or delete on private.plans
  for each statement execute function private.bump_entitlement();
commit;
