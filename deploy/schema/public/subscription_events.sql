-- Deploy schema/public/subscription_events: stamped from schema/public/subscription_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Log of the subscription lifecycle, with every fact that a store reported. Append-only: transactions are folded from it.
create table public.subscription_events (
  user_id                  uuid not null,
  event_id                 uuid not null default gen_random_uuid(),
  store                    text not null,
  environment              text not null,
  notification_id          text not null,
  event_type               text not null,
  disposition              text not null,
  transaction_id           text,
  original_transaction_id  text,
  product_id               text,
  state                    text,
  occurred_at              timestamptz not null,
  recorded_at              timestamptz not null default now(),
  plan                     text,
  token_sha256             text,
  linked_token_sha256      text,
  purchased_at             timestamptz,
  expires_at               timestamptz,
  grace_expires_at         timestamptz,
  revoked_at               timestamptz,
  price_micros             bigint,
  currency                 text,
  will_renew               boolean,
  pending_product_id       text,
  cancel_reason            text,
  resumes_at               timestamptz,
  refund_percentage        integer,
  constraint subscription_events_pkey primary key (user_id, event_id),
  constraint subscription_events_notification_key unique (user_id, store, environment, notification_id),
  constraint subscription_events_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint subscription_events_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox') and length(notification_id) between 1 and 200
    and event_type in (
      'started', 'renewed', 'recovered', 'canceled', 'uncanceled', 'grace', 'billing_retry', 'paused', 'product_changed', 'price_changed',
      'extended', 'expired', 'refunded', 'revoked', 'refund_reversed', 'snapshot', 'transferred_in', 'transferred_out')
    and disposition in ('applied', 'stale', 'ignored')
    and (state is null or state in ('pending', 'active', 'grace', 'billing_retry', 'paused', 'expired', 'revoked'))
    and length(transaction_id) between 1 and 200 and length(original_transaction_id) between 1 and 200
    and length(product_id) between 1 and 200 and length(plan) between 1 and 32
    and length(token_sha256) = 64 and length(linked_token_sha256) = 64
    and price_micros >= 0 and (price_micros is null) = (currency is null) and length(currency) = 3
    and length(pending_product_id) between 1 and 200 and length(cancel_reason) between 1 and 200
    and refund_percentage between 0 and 100)
);
create index subscription_events_occurred_idx on public.subscription_events (user_id, occurred_at);
comment on table public.subscription_events is 'Audit log of the subscription lifecycle: one row when an event is bound to a user, with what the store said in it (NULL: nothing). Append-only for every role. The user''s store transactions are a pure function of these rows.';
comment on column public.subscription_events.user_id is 'User whom the event is bound to.';
comment on column public.subscription_events.event_id is 'Identifier of the row.';
comment on column public.subscription_events.store is 'Store that reported it; code for a discount code.';
comment on column public.subscription_events.environment is 'production or sandbox.';
comment on column public.subscription_events.notification_id is 'The store''s identifier of the notification; for code, the redemption.';
comment on column public.subscription_events.event_type is 'Store-neutral type: started, renewed, canceled, expired, … ; snapshot (what a look-up showed); transferred_in and transferred_out when a subscription moves between accounts.';
comment on column public.subscription_events.disposition is 'What became of it: applied, or stale (older than what was known of the subscription already). ignored is not used for stores'' events.';
comment on column public.subscription_events.transaction_id is 'Transaction that it is about; NULL where the store named the subscription alone, by its token.';
comment on column public.subscription_events.original_transaction_id is 'Subscription that it is about, where the store named it.';
comment on column public.subscription_events.product_id is 'Product that it is about.';
comment on column public.subscription_events.state is 'State of the user''s subscription after it, at recorded_at; NULL when there is none yet.';
comment on column public.subscription_events.occurred_at is 'When it happened, by the store.';
comment on column public.subscription_events.recorded_at is 'When it was bound here.';
comment on column public.subscription_events.plan is 'Plan that the product gave when the event was bound.';
comment on column public.subscription_events.token_sha256 is 'SHA-256 (hex) of the store''s purchase token.';
comment on column public.subscription_events.linked_token_sha256 is 'SHA-256 (hex) of the purchase token that this one replaces (Google linkedPurchaseToken).';
comment on column public.subscription_events.purchased_at is 'Start of the transaction''s period.';
comment on column public.subscription_events.expires_at is 'End of the transaction''s paid period (exclusive).';
comment on column public.subscription_events.grace_expires_at is 'End of the billing grace period.';
comment on column public.subscription_events.revoked_at is 'When the store refunded or revoked the transaction.';
comment on column public.subscription_events.price_micros is 'Price paid in millionths of the currency unit.';
comment on column public.subscription_events.currency is 'ISO 4217 code of the price.';
comment on column public.subscription_events.will_renew is 'Whether the store will renew the subscription.';
comment on column public.subscription_events.pending_product_id is 'Product that the subscription changes to at renewal.';
comment on column public.subscription_events.cancel_reason is 'Why the subscription was canceled or ended, in the store''s words.';
comment on column public.subscription_events.resumes_at is 'When a pause is to end.';
comment on column public.subscription_events.refund_percentage is 'Part of the price that a refund gave back (0–100); NULL where the store did not say: all of it.';

create trigger subscription_events_append_only before update or delete or truncate on public.subscription_events
  for each statement execute function private.refuse_change();
commit;
