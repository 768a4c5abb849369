-- Deploy schema/public/ai_credit_purchases: stamped from schema/public/ai_credit_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Purchases of AI credits.
create table public.ai_credit_purchases (
  user_id                  uuid not null,
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  original_transaction_id  text not null,
  product_id               text not null,
  quantity                 integer not null default 1,
  credits                  integer not null,
  price_micros             bigint,
  currency                 text,
  token_sha256             text,
  account_token_sha256     text,
  redemption_id            uuid,
  refunded_percentage      integer not null default 0,
  refunded_credits         integer not null default 0,
  purchased_at             timestamptz not null,
  recorded_at              timestamptz not null default now(),
  constraint ai_credit_purchases_pkey primary key (user_id, store, environment, transaction_id),
  constraint ai_credit_purchases_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint ai_credit_purchases_store_check check (length(store) between 1 and 32),
  constraint ai_credit_purchases_environment_check check (environment in ('production', 'sandbox')),
  constraint ai_credit_purchases_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint ai_credit_purchases_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint ai_credit_purchases_product_id_check check (length(product_id) between 1 and 200),
  constraint ai_credit_purchases_quantity_check check (quantity between 1 and 100),
  constraint ai_credit_purchases_credits_check check (credits between 0 and 100000000),
  constraint ai_credit_purchases_price_check check (price_micros >= 0 and (price_micros is null) = (currency is null)),
  constraint ai_credit_purchases_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint ai_credit_purchases_token_sha256_check check (token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint ai_credit_purchases_account_token_sha256_check check (account_token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint ai_credit_purchases_refunded_percentage_check check (refunded_percentage between 0 and 100),
  constraint ai_credit_purchases_refunded_credits_check check (refunded_credits between 0 and credits)
);
comment on table public.ai_credit_purchases is 'Purchases of AI credits: store, receipt, what they gave, what was refunded. A transaction is recorded once across all users.';
comment on column public.ai_credit_purchases.user_id is 'Buyer.';
comment on column public.ai_credit_purchases.store is 'apple, google, stripe, web.';
comment on column public.ai_credit_purchases.environment is 'production or sandbox.';
comment on column public.ai_credit_purchases.transaction_id is 'Transaction identifier in the store.';
comment on column public.ai_credit_purchases.original_transaction_id is 'First transaction of the chain; itself for a consumable.';
comment on column public.ai_credit_purchases.product_id is 'Store product that was bought.';
comment on column public.ai_credit_purchases.quantity is 'Units bought.';
comment on column public.ai_credit_purchases.credits is 'Credits that it gave in all: quantity times the product''s.';
comment on column public.ai_credit_purchases.price_micros is 'Price paid in millionths of the currency unit, as the store reports it.';
comment on column public.ai_credit_purchases.currency is 'ISO 4217 code of the price.';
comment on column public.ai_credit_purchases.token_sha256 is 'SHA-256 (hex) of the store''s purchase token; the token itself is kept nowhere a client reads.';
comment on column public.ai_credit_purchases.account_token_sha256 is 'SHA-256 (hex) of the account token that the app attached to the purchase.';
comment on column public.ai_credit_purchases.redemption_id is 'Discount redemption that this purchase used.';
comment on column public.ai_credit_purchases.refunded_percentage is 'Part refunded so far, 0–100 %.';
comment on column public.ai_credit_purchases.refunded_credits is 'Credits taken back so far.';
comment on column public.ai_credit_purchases.purchased_at is 'When it was bought, by the store.';
comment on column public.ai_credit_purchases.recorded_at is 'When it was recorded here.';
commit;
