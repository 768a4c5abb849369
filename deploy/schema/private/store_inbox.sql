-- Deploy schema/private/store_inbox: stamped from schema/private/store_inbox.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
  account_sha256   text,
  waits_for        text,
  constraint store_inbox_pkey primary key (store, environment, notification_id),
  -- One CHECK: each is read and planned anew by every statement that writes.
  constraint store_inbox_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox')
    and length(notification_id) between 1 and 200 and length(event_type) between 1 and 64
    and length(transaction_id) between 1 and 200 and length(original_transaction_id) between 1 and 200
    and length(token_sha256) = 64 and length(linked_token_sha256) = 64 and length(account_sha256) = 64
    and disposition in ('applied', 'stale', 'ignored', 'orphan') and deliveries > 0
    and (bound_at is null or user_id is not null)
    and (waits_for is null or waits_for in ('owner', 'account', 'right', 'purchase', 'type', 'product'))
    and pg_column_size(payload) <= 65536)
);
create index store_inbox_user_id_idx on private.store_inbox (user_id);
-- Erasure looks for what is about a user and bound to nobody: events that were ignored, orphans. A sign-up looks for what waits for it.
create index store_inbox_unbound_account_idx on private.store_inbox (account_sha256) where user_id is null and payload is not null;
-- What waits, oldest first.
create index store_inbox_waiting_idx on private.store_inbox (received_at, store, environment, notification_id) where waits_for is not null;
create index store_inbox_unbound_transaction_idx on private.store_inbox (store, environment, transaction_id) where user_id is null and payload is not null;
create index store_inbox_unbound_original_idx on private.store_inbox (store, environment, original_transaction_id) where user_id is null and payload is not null;
create index store_inbox_orphan_transaction_idx on private.store_inbox (store, environment, transaction_id) where disposition = 'orphan';
create index store_inbox_refund_idx on private.store_inbox (store, environment, transaction_id) where event_type in ('refunded', 'revoked', 'refund_reversed');
create index store_inbox_orphan_original_idx on private.store_inbox (store, environment, original_transaction_id) where disposition = 'orphan';
create index store_inbox_orphan_token_idx on private.store_inbox (store, environment, token_sha256) where disposition = 'orphan';
create index store_inbox_orphan_linked_token_idx on private.store_inbox (store, environment, linked_token_sha256) where disposition = 'orphan';
comment on table private.store_inbox is 'Inbox of store notifications, each kept once whatever the number of deliveries. What cannot be applied yet waits here (waits_for): none is lost by coming early.';
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
comment on column private.store_inbox.account_sha256 is 'SHA-256 (hex) of the id of the account that it names, as private.account_claims has it; NULL where it names none.';
comment on column private.store_inbox.waits_for is 'What it waits for: owner (nobody is known whose it is), account (that which it names is not made yet), right (another account has the subscription, which entitles it still), purchase (that it refunds), type or product (unknown yet). NULL: nothing.';
commit;
