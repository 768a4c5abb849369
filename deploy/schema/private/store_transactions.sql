-- Deploy schema/private/store_transactions: stamped from schema/private/store_transactions.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Subscription transactions, folded from the stores' events: what entitlement is read off.
create table private.store_transactions (
  user_id                  uuid not null,
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  original_transaction_id  text not null,
  product_id               text not null,
  plan                     text not null,
  token_sha256             text,
  linked_token_sha256      text,
  purchased_at             timestamptz not null,
  expires_at               timestamptz not null,
  grace_expires_at         timestamptz,
  price_micros             bigint,
  currency                 text,
  revoked_at               timestamptz,
  replaced_at              timestamptz,
  redemption_id            uuid,
  recorded_at              timestamptz not null,
  reported_expires_at      timestamptz,
  ended_at                 timestamptz,
  reported_grace_at        timestamptz,
  constraint store_transactions_pkey primary key (user_id, store, environment, transaction_id, product_id),
  constraint store_transactions_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint store_transactions_plan_fkey foreign key (plan) references private.plans (plan) on delete restrict,
  constraint store_transactions_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox')
    and length(transaction_id) between 1 and 200 and length(original_transaction_id) between 1 and 200
    and length(product_id) between 1 and 200 and plan <> 'free'
    and length(token_sha256) = 64 and length(linked_token_sha256) = 64
    and expires_at >= purchased_at and price_micros >= 0 and (price_micros is null) = (currency is null) and length(currency) = 3)
);
create index store_transactions_plan_idx on private.store_transactions (plan);
create index store_transactions_original_idx on private.store_transactions (
  user_id, store, environment, original_transaction_id, purchased_at, transaction_id collate "C");
-- What may entitle since a time, and what a new purchase cuts off, among any number of periods that are over.
create index store_transactions_ends_idx on private.store_transactions (user_id, greatest(expires_at, grace_expires_at));
create index store_transactions_linked_idx on private.store_transactions (user_id, linked_token_sha256) where linked_token_sha256 is not null;
comment on table private.store_transactions is 'Subscription transactions that a user holds, one row a paid (or given) period: a product of an order. Those of the stores are made from subscription_events alone, by fold_event and fold_events. Entitlement is a pure function of these rows, store_subscriptions and the time.';
comment on column private.store_transactions.user_id is 'User who holds it.';
comment on column private.store_transactions.store is 'apple, google, stripe, web, or code for the free days of a discount code.';
comment on column private.store_transactions.environment is 'production or sandbox; sandbox entitles testers only.';
comment on column private.store_transactions.transaction_id is 'Transaction identifier in the store; one order may have several products.';
comment on column private.store_transactions.original_transaction_id is 'The subscription that it belongs to, as store_subscriptions names it.';
comment on column private.store_transactions.product_id is 'Product that was bought; for code, the discount code.';
comment on column private.store_transactions.plan is 'Plan that it gives.';
comment on column private.store_transactions.token_sha256 is 'SHA-256 of the store''s purchase token.';
comment on column private.store_transactions.linked_token_sha256 is 'SHA-256 of the token that this one replaces (Google linkedPurchaseToken).';
comment on column private.store_transactions.purchased_at is 'Start of the period.';
comment on column private.store_transactions.expires_at is 'End of the paid period (exclusive).';
comment on column private.store_transactions.grace_expires_at is 'End of the billing grace period, when the store granted one; at the latest where the next period of the subscription begins.';
comment on column private.store_transactions.price_micros is 'Price paid in millionths of the currency unit.';
comment on column private.store_transactions.currency is 'ISO 4217 code of the price.';
comment on column private.store_transactions.revoked_at is 'When the store refunded or revoked this period; it entitles to nothing from then on. Where the store said that it ended before it began, that end.';
comment on column private.store_transactions.replaced_at is 'When another transaction took its place (upgrade, linked token); it entitles to nothing from then on.';
comment on column private.store_transactions.redemption_id is 'Redemption that gave it or made it cheaper (user_discounts).';
comment on column private.store_transactions.recorded_at is 'When it was recorded here.';
comment on column private.store_transactions.reported_expires_at is 'End of the paid period as the newest report that names one says; expires_at is never after ended_at nor before purchased_at.';
comment on column private.store_transactions.ended_at is 'When the store reported that it ended; NULL when a newer report names another end.';
comment on column private.store_transactions.reported_grace_at is 'End of the grace period by the reports about this transaction alone, whatever came after it and however long it was paid.';

create trigger store_transactions_unsettle after insert or update or delete on private.store_transactions
  for each row execute function private.unsettle_credits();
commit;
