-- Deploy schema/private/store_event_types: stamped from schema/private/store_event_types.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
-- What the stores call their notifications, and what they mean here: Apple's App Store Server Notifications V2 and Google's
-- real-time developer notifications, every published type.
create table private.store_event_types (
  store           text not null,
  native_type     text not null,
  native_subtype  text not null default '',
  message         text,
  native_code     integer,
  event_type      text,
  constraint store_event_types_pkey primary key (store, native_type, native_subtype),
  constraint store_event_types_message_key unique (store, message, native_code),
  constraint store_event_types_store_fkey foreign key (store) references private.stores (store) on delete restrict,
  constraint store_event_types_native_type_check check (length(native_type) between 1 and 64),
  constraint store_event_types_native_subtype_check check (length(native_subtype) <= 64),
  constraint store_event_types_message_check check (length(message) between 1 and 64 and (native_code is null or message is not null)),
  constraint store_event_types_event_type_check check (event_type in (
    'started', 'renewed', 'recovered', 'canceled', 'uncanceled', 'grace', 'billing_retry', 'paused', 'product_changed', 'price_changed',
    'extended', 'expired', 'refunded', 'revoked', 'refund_reversed', 'test'))
);
comment on table private.store_event_types is 'Types of the stores'' notifications and the store-neutral type of each. Base data; a deployment changes it by ordinary SQL as dochub_owner when a store publishes a new type. What is not here is kept and ignored.';
comment on column private.store_event_types.store is 'Store that sends it.';
comment on column private.store_event_types.native_type is 'The store''s name of the type: Apple''s notificationType, Google''s constant.';
comment on column private.store_event_types.native_subtype is 'Apple''s subtype; empty for none.';
comment on column private.store_event_types.message is 'For Google, the member of the notification that it comes in.';
comment on column private.store_event_types.native_code is 'For Google, the number in that member''s notificationType.';
comment on column private.store_event_types.event_type is 'Store-neutral type; NULL: known, and nothing is to be done here.';

insert into private.store_event_types (store, native_type, native_subtype, message, native_code, event_type) values
  ('apple', 'SUBSCRIBED', 'INITIAL_BUY', null, null, 'started'),
  ('apple', 'SUBSCRIBED', 'RESUBSCRIBE', null, null, 'started'),
  ('apple', 'SUBSCRIBED', '', null, null, 'started'),
  ('apple', 'DID_RENEW', '', null, null, 'renewed'),
  ('apple', 'DID_RENEW', 'BILLING_RECOVERY', null, null, 'recovered'),
  ('apple', 'DID_CHANGE_RENEWAL_STATUS', 'AUTO_RENEW_DISABLED', null, null, 'canceled'),
  ('apple', 'DID_CHANGE_RENEWAL_STATUS', 'AUTO_RENEW_ENABLED', null, null, 'uncanceled'),
  ('apple', 'DID_CHANGE_RENEWAL_PREF', 'UPGRADE', null, null, 'product_changed'),
  ('apple', 'DID_CHANGE_RENEWAL_PREF', 'DOWNGRADE', null, null, 'product_changed'),
  ('apple', 'DID_CHANGE_RENEWAL_PREF', '', null, null, 'product_changed'),
  ('apple', 'DID_FAIL_TO_RENEW', 'GRACE_PERIOD', null, null, 'grace'),
  ('apple', 'DID_FAIL_TO_RENEW', '', null, null, 'billing_retry'),
  ('apple', 'GRACE_PERIOD_EXPIRED', '', null, null, 'billing_retry'),
  ('apple', 'EXPIRED', 'VOLUNTARY', null, null, 'expired'),
  ('apple', 'EXPIRED', 'BILLING_RETRY', null, null, 'expired'),
  ('apple', 'EXPIRED', 'PRICE_INCREASE', null, null, 'expired'),
  ('apple', 'EXPIRED', 'PRODUCT_NOT_FOR_SALE', null, null, 'expired'),
  ('apple', 'EXPIRED', '', null, null, 'expired'),
  ('apple', 'OFFER_REDEEMED', 'INITIAL_BUY', null, null, 'started'),
  ('apple', 'OFFER_REDEEMED', 'RESUBSCRIBE', null, null, 'started'),
  ('apple', 'OFFER_REDEEMED', 'UPGRADE', null, null, 'product_changed'),
  ('apple', 'OFFER_REDEEMED', 'DOWNGRADE', null, null, 'product_changed'),
  ('apple', 'OFFER_REDEEMED', '', null, null, 'price_changed'),
  ('apple', 'PRICE_INCREASE', 'PENDING', null, null, 'price_changed'),
  ('apple', 'PRICE_INCREASE', 'ACCEPTED', null, null, 'price_changed'),
  ('apple', 'PRICE_CHANGE', '', null, null, 'price_changed'),
  ('apple', 'RENEWAL_EXTENDED', '', null, null, 'extended'),
  ('apple', 'RENEWAL_EXTENSION', 'SUMMARY', null, null, null),
  ('apple', 'RENEWAL_EXTENSION', 'FAILURE', null, null, null),
  ('apple', 'REFUND', '', null, null, 'refunded'),
  ('apple', 'REFUND_REVERSED', '', null, null, 'refund_reversed'),
  ('apple', 'REFUND_DECLINED', '', null, null, null),
  ('apple', 'REVOKE', '', null, null, 'revoked'),
  ('apple', 'ONE_TIME_CHARGE', '', null, null, 'started'),
  ('apple', 'CONSUMPTION_REQUEST', '', null, null, null),
  ('apple', 'EXTERNAL_PURCHASE_TOKEN', 'CREATED', null, null, null),
  ('apple', 'EXTERNAL_PURCHASE_TOKEN', 'ACTIVE_TOKEN_REMINDER', null, null, null),
  ('apple', 'EXTERNAL_PURCHASE_TOKEN', 'UNREPORTED', null, null, null),
  ('apple', 'EXTERNAL_PURCHASE_TOKEN', '', null, null, null),
  ('apple', 'METADATA_UPDATE', '', null, null, null),
  ('apple', 'MIGRATION', '', null, null, null),
  ('apple', 'RESCIND_CONSENT', '', null, null, null),
  ('apple', 'TEST', '', null, null, 'test'),
  ('google', 'SUBSCRIPTION_RECOVERED', '', 'subscriptionNotification', 1, 'recovered'),
  ('google', 'SUBSCRIPTION_RENEWED', '', 'subscriptionNotification', 2, 'renewed'),
  ('google', 'SUBSCRIPTION_CANCELED', '', 'subscriptionNotification', 3, 'canceled'),
  ('google', 'SUBSCRIPTION_PURCHASED', '', 'subscriptionNotification', 4, 'started'),
  ('google', 'SUBSCRIPTION_ON_HOLD', '', 'subscriptionNotification', 5, 'billing_retry'),
  ('google', 'SUBSCRIPTION_IN_GRACE_PERIOD', '', 'subscriptionNotification', 6, 'grace'),
  ('google', 'SUBSCRIPTION_RESTARTED', '', 'subscriptionNotification', 7, 'uncanceled'),
  ('google', 'SUBSCRIPTION_PRICE_CHANGE_CONFIRMED', '', 'subscriptionNotification', 8, 'price_changed'),
  ('google', 'SUBSCRIPTION_DEFERRED', '', 'subscriptionNotification', 9, 'extended'),
  ('google', 'SUBSCRIPTION_PAUSED', '', 'subscriptionNotification', 10, 'paused'),
  ('google', 'SUBSCRIPTION_PAUSE_SCHEDULE_CHANGED', '', 'subscriptionNotification', 11, null),
  ('google', 'SUBSCRIPTION_REVOKED', '', 'subscriptionNotification', 12, 'revoked'),
  ('google', 'SUBSCRIPTION_EXPIRED', '', 'subscriptionNotification', 13, 'expired'),
  ('google', 'SUBSCRIPTION_ITEMS_CHANGED', '', 'subscriptionNotification', 17, 'product_changed'),
  ('google', 'SUBSCRIPTION_CANCELLATION_SCHEDULED', '', 'subscriptionNotification', 18, 'canceled'),
  ('google', 'SUBSCRIPTION_PRICE_CHANGE_UPDATED', '', 'subscriptionNotification', 19, 'price_changed'),
  ('google', 'SUBSCRIPTION_PENDING_PURCHASE_CANCELED', '', 'subscriptionNotification', 20, null),
  ('google', 'SUBSCRIPTION_PRICE_STEP_UP_CONSENT_UPDATED', '', 'subscriptionNotification', 22, 'price_changed'),
  ('google', 'ONE_TIME_PRODUCT_PURCHASED', '', 'oneTimeProductNotification', 1, 'started'),
  ('google', 'ONE_TIME_PRODUCT_CANCELED', '', 'oneTimeProductNotification', 2, null),
  ('google', 'VOIDED_PURCHASE', '', 'voidedPurchaseNotification', null, 'refunded'),
  ('google', 'PENDING_REFUND_REVIEW', '', 'pendingRefundReviewNotification', null, null),
  ('google', 'TEST_NOTIFICATION', '', 'testNotification', null, 'test');
commit;
