-- Deploy schema/private/store_refunds: stamped from schema/private/store_refunds.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Refunds, chargebacks and their reversals, each applied once. What a purchase has lost is folded from them. One that precedes its purchase waits here.
create table private.store_refunds (
  store                    text not null,
  environment              text not null,
  notification_id          text not null,
  purchase_transaction_id  text not null,
  transaction_id           text,
  token_sha256             text,
  kind                     text not null,
  refund_notification_id   text,
  percentage               integer not null,
  quantity                 integer,
  is_total                 boolean not null default false,
  user_id                  uuid,
  taken_percentage         integer,
  taken_credits            integer,
  occurred_at              timestamptz not null,
  received_at              timestamptz not null,
  applied_at               timestamptz,
  constraint store_refunds_pkey primary key (store, environment, notification_id),
  constraint store_refunds_store_check check (length(store) between 1 and 32),
  constraint store_refunds_environment_check check (environment in ('production', 'sandbox')),
  constraint store_refunds_notification_id_check check (length(notification_id) between 1 and 200),
  constraint store_refunds_purchase_transaction_id_check check (length(purchase_transaction_id) between 1 and 200),
  constraint store_refunds_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint store_refunds_token_sha256_check check (token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint store_refunds_named_check check (num_nonnulls(transaction_id, token_sha256) > 0),
  constraint store_refunds_kind_check check (kind in ('refund', 'chargeback', 'reversal')),
  constraint store_refunds_refund_notification_id_check check (
    (kind = 'reversal' or refund_notification_id is null) and length(refund_notification_id) between 1 and 200),
  constraint store_refunds_percentage_check check (percentage between 0 and 100),
  constraint store_refunds_quantity_check check (quantity between 1 and 100),
  constraint store_refunds_taken_check check (taken_percentage between 0 and 100 and taken_credits >= 0),
  constraint store_refunds_applied_check check ((applied_at is null) = (taken_percentage is null))
);
create index store_refunds_purchase_idx on private.store_refunds (store, environment, purchase_transaction_id);
create index store_refunds_transaction_idx on private.store_refunds (store, environment, transaction_id);
create index store_refunds_token_idx on private.store_refunds (store, environment, token_sha256) where token_sha256 is not null;
create index store_refunds_user_id_idx on private.store_refunds (user_id);
comment on table private.store_refunds is 'Refunds, chargebacks and reversals of what is bought once, as the stores report them, each once.
What a purchase has lost is a function of this set alone (private.refunded_share). One whose purchase is not known yet waits until it is recorded; a reversal
waits for its refund.';
comment on column private.store_refunds.store is 'Store that reported it.';
comment on column private.store_refunds.environment is 'production or sandbox.';
comment on column private.store_refunds.notification_id is 'The store''s identifier of the report, or of the refund where its event names that.';
comment on column private.store_refunds.purchase_transaction_id is 'The purchase: its transaction_id in its table. While nobody knows the purchase, one of the names that it has in the reports about it.';
comment on column private.store_refunds.transaction_id is 'Transaction that the report names; NULL where it names a token alone.';
comment on column private.store_refunds.token_sha256 is 'SHA-256 (hex) of the purchase token that the report names.';
comment on column private.store_refunds.kind is 'refund, chargeback, or reversal of one of the two.';
comment on column private.store_refunds.refund_notification_id is 'For a reversal: the report that it undoes. NULL where the store does not say: the latest one before it that nothing else undoes.';
comment on column private.store_refunds.percentage is 'Part of the price given back, 0–100 %.';
comment on column private.store_refunds.quantity is 'How many of the units bought it is about; NULL: all.';
comment on column private.store_refunds.is_total is 'Whether it tells how much was given back in all until then, not how much by this refund.';
comment on column private.store_refunds.user_id is 'User whose purchase it was applied to.';
comment on column private.store_refunds.taken_percentage is 'By how much the lost part of the purchase (refunded_percentage) grew when it was applied, or, for a reversal, shrank.';
comment on column private.store_refunds.taken_credits is 'Credits that it took then (or, for a reversal, gave back); NULL for courses.';
comment on column private.store_refunds.occurred_at is 'When it happened, by the store.';
comment on column private.store_refunds.received_at is 'When it first arrived.';
comment on column private.store_refunds.applied_at is 'When it was applied; NULL while it waits.';
commit;
