-- Audit log of the subscription lifecycle. Append-only.
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
  constraint subscription_events_pkey primary key (user_id, event_id),
  constraint subscription_events_notification_key unique (user_id, store, environment, notification_id),
  constraint subscription_events_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint subscription_events_store_check check (store in ('apple', 'google', 'stripe', 'web', 'code')),
  constraint subscription_events_environment_check check (environment in ('production', 'sandbox')),
  constraint subscription_events_notification_id_check check (length(notification_id) between 1 and 200),
  constraint subscription_events_event_type_check check (event_type in (
    'started', 'renewed', 'recovered', 'canceled', 'uncanceled', 'grace', 'billing_retry', 'paused', 'product_changed', 'price_changed',
    'extended', 'expired', 'refunded', 'revoked', 'refund_reversed', 'transferred_in', 'transferred_out')),
  constraint subscription_events_disposition_check check (disposition in ('applied', 'stale', 'ignored')),
  constraint subscription_events_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint subscription_events_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint subscription_events_product_id_check check (length(product_id) between 1 and 200),
  constraint subscription_events_state_check check (state in ('pending', 'active', 'grace', 'billing_retry', 'paused', 'expired', 'revoked'))
);
create index subscription_events_occurred_idx on public.subscription_events (user_id, occurred_at);
comment on table public.subscription_events is 'Audit log of the subscription lifecycle: one row when an event is bound to a user. Append-only for every role.';
comment on column public.subscription_events.user_id is 'User whom the event is bound to.';
comment on column public.subscription_events.event_id is 'Identifier of the row.';
comment on column public.subscription_events.store is 'Store that reported it; code for a discount code.';
comment on column public.subscription_events.environment is 'production or sandbox.';
comment on column public.subscription_events.notification_id is 'The store''s identifier of the notification; for code, the redemption.';
comment on column public.subscription_events.event_type is 'Store-neutral type: started, renewed, canceled, expired, … ; transferred_in and transferred_out when a subscription moves between accounts.';
comment on column public.subscription_events.disposition is 'What became of it: applied, stale (older than what is known), ignored.';
comment on column public.subscription_events.transaction_id is 'Transaction that it is about.';
comment on column public.subscription_events.original_transaction_id is 'Subscription that it is about.';
comment on column public.subscription_events.product_id is 'Product that it is about.';
comment on column public.subscription_events.state is 'State of the user''s subscription after it, at recorded_at.';
comment on column public.subscription_events.occurred_at is 'When it happened, by the store.';
comment on column public.subscription_events.recorded_at is 'When it was bound here.';

create trigger subscription_events_append_only before update or delete or truncate on public.subscription_events
  for each statement execute function private.refuse_change();
