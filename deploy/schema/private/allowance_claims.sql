-- Deploy schema/private/allowance_claims: stamped from schema/private/allowance_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Which user drew a week's paid allowance from a store subscription: handing the subscription on yields no second one.
create table private.allowance_claims (
  store                    text not null,
  environment              text not null,
  original_transaction_id  text not null,
  week_of                  date not null,
  user_id                  uuid not null,
  constraint allowance_claims_pkey primary key (store, environment, original_transaction_id, week_of)
);
create index allowance_claims_user_id_idx on private.allowance_claims (user_id);
comment on table private.allowance_claims is 'Claim table of weekly allowances: a store subscription gives its premium difference once a week, whoever holds it.';
comment on column private.allowance_claims.store is 'Store of the subscription.';
comment on column private.allowance_claims.environment is 'production or sandbox.';
comment on column private.allowance_claims.original_transaction_id is 'The subscription: first transaction of its chain.';
comment on column private.allowance_claims.week_of is 'Monday of the week, as a calendar date, so that weeks of different time zones are one.';
comment on column private.allowance_claims.user_id is 'User who drew it.';
commit;
