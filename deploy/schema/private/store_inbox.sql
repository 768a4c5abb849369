-- Deploy schema/private/store_inbox: stamped from schema/private/store_inbox.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- Every store notification, once, whole but for its tokens.
create table private.store_inbox (
  store            text not null,
  environment      text not null,
  notification_id  text not null,
  user_id          uuid,
  event_type       text not null,
  transaction_id   text,
  original_transaction_id  text,
  payload          jsonb,
  disposition      text not null,
  deliveries       integer not null default 1,
  occurred_at      timestamptz not null,
  received_at      timestamptz not null,
  bound_at         timestamptz,
  token_sha256     text,
  linked_token_sha256  text,
  constraint store_inbox_pkey primary key (store, environment, notification_id),
  constraint store_inbox_store_check check (store in ('apple', 'google', 'stripe', 'web')),
  constraint store_inbox_environment_check check (environment in ('production', 'sandbox')),
  constraint store_inbox_notification_id_check check (length(notification_id) between 1 and 200),
  constraint store_inbox_event_type_check check (length(event_type) between 1 and 64),
  constraint store_inbox_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint store_inbox_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint store_inbox_payload_check check (jsonb_typeof(payload) = 'object' and length(payload::text) <= 65536),
  constraint store_inbox_disposition_check check (disposition in ('applied', 'stale', 'ignored', 'orphan')),
  constraint store_inbox_deliveries_check check (deliveries > 0),
  constraint store_inbox_token_sha256_check check (token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint store_inbox_linked_token_sha256_check check (linked_token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint store_inbox_bound_check check (bound_at is null or user_id is not null)
);
create index store_inbox_user_id_idx on private.store_inbox (user_id);
-- Erasure looks for what is about a user and bound to nobody: events that were ignored, orphans.
create index store_inbox_unbound_user_idx on private.store_inbox (lower(coalesce(payload ->> 'user_id', payload ->> 'account_token'))) where user_id is null and payload is not null;
create index store_inbox_unbound_transaction_idx on private.store_inbox (store, environment, transaction_id) where user_id is null and payload is not null;
create index store_inbox_unbound_original_idx on private.store_inbox (store, environment, original_transaction_id) where user_id is null and payload is not null;
create index store_inbox_orphan_transaction_idx on private.store_inbox (store, environment, transaction_id) where disposition = 'orphan';
create index store_inbox_refund_idx on private.store_inbox (store, environment, transaction_id) where event_type in ('refunded', 'revoked', 'refund_reversed');
create index store_inbox_orphan_original_idx on private.store_inbox (store, environment, original_transaction_id) where disposition = 'orphan';
create index store_inbox_orphan_token_idx on private.store_inbox (store, environment, token_sha256) where disposition = 'orphan';
create index store_inbox_orphan_linked_token_idx on private.store_inbox (store, environment, linked_token_sha256) where disposition = 'orphan';
comment on table private.store_inbox is 'Inbox of store notifications, each kept once whatever the number of deliveries. A notification of unknown owner waits here as an orphan.';
comment on column private.store_inbox.store is 'Store that sent it.';
comment on column private.store_inbox.environment is 'production or sandbox.';
comment on column private.store_inbox.notification_id is 'The store''s identifier of the notification.';
comment on column private.store_inbox.user_id is 'User whom it was bound to; NULL while unknown.';
comment on column private.store_inbox.event_type is 'Store-neutral type, or the store''s own where it is unknown.';
comment on column private.store_inbox.transaction_id is 'Transaction that it is about.';
comment on column private.store_inbox.original_transaction_id is 'Subscription that it is about.';
comment on column private.store_inbox.payload is 'The event as it was passed to apply_store_event, its tokens as SHA-256; NULL once erased, and for events of erased or unknown users.';
comment on column private.store_inbox.disposition is 'What became of it: applied, stale (older than what was known), ignored (test, unknown type or product, erased user), orphan (of unknown owner, waits).';
comment on column private.store_inbox.deliveries is 'How often the store delivered it.';
comment on column private.store_inbox.occurred_at is 'When it happened, by the store.';
comment on column private.store_inbox.received_at is 'When it first arrived.';
comment on column private.store_inbox.bound_at is 'When it was bound to a user.';
comment on column private.store_inbox.token_sha256 is 'SHA-256 (hex) of the purchase token that it is about.';
comment on column private.store_inbox.linked_token_sha256 is 'SHA-256 (hex) of the purchase token that that one replaces.';
commit;
