-- Renewal attributes of a store subscription: the newest report wins.
create table private.store_subscriptions (
  user_id                     uuid not null,
  store                       text not null,
  environment                 text not null,
  original_transaction_id     text not null,
  will_renew                  boolean not null,
  pending_product_id          text,
  cancel_reason               text,
  is_in_billing_retry         boolean not null default false,
  paused_at                   timestamptz,
  resumes_at                  timestamptz,
  attributes_at               timestamptz not null,
  attributes_notification_id  text not null default '',
  is_tangled                  boolean not null default false,
  constraint store_subscriptions_pkey primary key (user_id, store, environment, original_transaction_id),
  constraint store_subscriptions_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint store_subscriptions_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox')
    and length(original_transaction_id) between 1 and 200 and length(pending_product_id) between 1 and 200
    and length(cancel_reason) between 1 and 200 and length(attributes_notification_id) <= 200)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
comment on table private.store_subscriptions is 'Renewal attributes of each store subscription of a user, made by fold_event and fold_events: each is what the newest report that speaks of it says.';
comment on column private.store_subscriptions.user_id is 'User who holds the subscription.';
comment on column private.store_subscriptions.store is 'Store of the subscription.';
comment on column private.store_subscriptions.environment is 'production or sandbox.';
comment on column private.store_subscriptions.original_transaction_id is 'The subscription: first transaction of its chain as the store names it, else the first that was reported, else token: and the hash of its token.';
comment on column private.store_subscriptions.will_renew is 'Whether the store will renew it.';
comment on column private.store_subscriptions.pending_product_id is 'Product that it changes to at renewal (downgrade).';
comment on column private.store_subscriptions.cancel_reason is 'Why it was canceled, in the store''s words.';
comment on column private.store_subscriptions.is_in_billing_retry is 'Whether the store is retrying a failed payment.';
comment on column private.store_subscriptions.paused_at is 'From when the subscription is paused; it entitles to nothing then.';
comment on column private.store_subscriptions.resumes_at is 'When the pause is to end.';
comment on column private.store_subscriptions.attributes_at is 'Time of the newest report about the subscription.';
comment on column private.store_subscriptions.attributes_notification_id is 'Notification of that report.';
comment on column private.store_subscriptions.is_tangled is 'Whether no order of it is known as paid, or one has several products, so that an event says more than about what it names: then it is folded with all others.';

create trigger store_subscriptions_unsettle after insert or update or delete on private.store_subscriptions
  for each row execute function private.unsettle_credits();
