-- Deploy schema/private/referral_payment_claims: stamped from schema/private/referral_payment_claims.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Which referee's reward a payment earned. Keyed by the payment, so that it earns one reward across users.
create table private.referral_payment_claims (
  store           text not null,
  environment     text not null,
  transaction_id  text not null,
  user_id         uuid not null,
  claimed_at      timestamptz not null,
  constraint referral_payment_claims_pkey primary key (store, environment, transaction_id),
  constraint referral_payment_claims_store_check check (length(store) between 1 and 32),
  constraint referral_payment_claims_environment_check check (environment = 'production'),
  constraint referral_payment_claims_transaction_id_check check (length(transaction_id) between 1 and 200)
);
create index referral_payment_claims_user_id_idx on private.referral_payment_claims (user_id);
comment on table private.referral_payment_claims is 'Claim table of the payments that earned referral rewards: a payment earns one, and its refund finds it without a look at other users'' rows. A claim outlives the account.';
comment on column private.referral_payment_claims.store is 'Store of the payment.';
comment on column private.referral_payment_claims.environment is 'Always production: sandbox payments earn nothing.';
comment on column private.referral_payment_claims.transaction_id is 'Transaction identifier in the store.';
comment on column private.referral_payment_claims.user_id is 'The referred user who paid.';
comment on column private.referral_payment_claims.claimed_at is 'When the reward was granted.';
commit;
