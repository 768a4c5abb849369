-- Deploy schema/private/referrals: stamped from schema/private/referrals.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Who referred whom, and which payment earned the reward.
create table private.referrals (
  user_id         uuid not null,
  referrer_id     uuid not null,
  referred_at     timestamptz not null,
  credit_id       uuid,
  store           text,
  environment     text,
  transaction_id  text,
  amount_micros   bigint,
  currency        text,
  paid_at         timestamptz,
  rewarded_at     timestamptz,
  constraint referrals_pkey primary key (user_id),
  constraint referrals_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint referrals_referrer_id_check check (referrer_id <> user_id),
  constraint referrals_reward_check check (num_nulls(credit_id, store, environment, transaction_id, amount_micros, currency, paid_at, rewarded_at) in (0, 8)),
  constraint referrals_store_check check (length(store) between 1 and 32),
  constraint referrals_environment_check check (environment = 'production'),
  constraint referrals_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint referrals_amount_micros_check check (amount_micros > 0),
  constraint referrals_currency_check check (currency ~ '^[A-Z]{3}$')
);
comment on table private.referrals is 'Referrals: one row a referred user, set once. In private, because neither side may learn who the other is. The referrer has no foreign key: it lies elsewhere than this user.';
comment on column private.referrals.user_id is 'The referred user (the referee).';
comment on column private.referrals.referrer_id is 'Whose code was entered; an account older than the referee''s.';
comment on column private.referrals.referred_at is 'When it was entered.';
comment on column private.referrals.credit_id is 'The reward: a row of the referrer''s referral_credits. NULL while none was granted.';
comment on column private.referrals.store is 'Store of the payment that earned it.';
comment on column private.referrals.environment is 'Always production: sandbox payments earn nothing.';
comment on column private.referrals.transaction_id is 'Transaction of that payment.';
comment on column private.referrals.amount_micros is 'What was paid, in millionths of currency.';
comment on column private.referrals.currency is 'ISO 4217 code of the amount.';
comment on column private.referrals.paid_at is 'When it was paid, by the store.';
comment on column private.referrals.rewarded_at is 'When the reward was granted.';
commit;
