-- Deploy schema/public/custom_course_purchases: stamped from schema/public/custom_course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Purchases of custom courses, also those whose buyer has no account yet.
create table public.custom_course_purchases (
  purchase_id              uuid not null default gen_random_uuid(),
  user_id                  uuid,
  custom_course_id         uuid,
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  original_transaction_id  text not null,
  product_id               text,
  token_sha256             text,
  account_token_sha256     text,
  price_micros             bigint,
  currency                 text,
  redemption_id            uuid,
  validation               text not null default 'pending',
  refunded_percentage      integer not null default 0,
  link_email               text,
  link_token_sha256        text,
  link_expires_at          timestamptz,
  link_revoked_at          timestamptz,
  claimed_at               timestamptz,
  purchased_at             timestamptz not null,
  recorded_at              timestamptz not null default now(),
  revoked_at               timestamptz,
  constraint custom_course_purchases_pkey primary key (purchase_id),
  constraint custom_course_purchases_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint custom_course_purchases_course_fkey foreign key (user_id, custom_course_id) references public.custom_courses (user_id, custom_course_id) on delete restrict,
  constraint custom_course_purchases_store_check check (length(store) between 1 and 32),
  constraint custom_course_purchases_environment_check check (environment in ('production', 'sandbox')),
  constraint custom_course_purchases_transaction_id_check check (length(transaction_id) between 1 and 200),
  constraint custom_course_purchases_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint custom_course_purchases_product_id_check check (length(product_id) between 1 and 200),
  constraint custom_course_purchases_token_sha256_check check (token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint custom_course_purchases_account_token_sha256_check check (account_token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint custom_course_purchases_price_check check (price_micros >= 0 and (price_micros is null) = (currency is null)),
  constraint custom_course_purchases_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint custom_course_purchases_validation_check check (validation in ('pending', 'valid', 'invalid', 'revoked') and (validation = 'revoked') = (revoked_at is not null)),
  constraint custom_course_purchases_refunded_percentage_check check (refunded_percentage between 0 and 100),
  constraint custom_course_purchases_link_email_check check (length(link_email) between 3 and 320 and link_email = lower(link_email collate "C")),
  constraint custom_course_purchases_link_token_sha256_check check (link_token_sha256 ~ '^[0-9a-f]{64}$' and (link_token_sha256 is null) = (link_expires_at is null)),
  constraint custom_course_purchases_link_check check (
    link_token_sha256 is not null or (link_revoked_at is null and claimed_at is null)),
  constraint custom_course_purchases_owner_check check (user_id is not null or (custom_course_id is null and claimed_at is null))
);
create unique index custom_course_purchases_link_token_key on public.custom_course_purchases (link_token_sha256);
create index custom_course_purchases_user_id_idx on public.custom_course_purchases (user_id, custom_course_id);
create index custom_course_purchases_link_email_idx on public.custom_course_purchases (link_email) where user_id is null;
create unique index custom_course_purchases_receipt_key on public.custom_course_purchases (store, environment, transaction_id);
comment on table public.custom_course_purchases is 'Purchases of custom courses. A purchase made on the web may precede its account: it waits behind an e-mail link token until it is claimed.';
comment on column public.custom_course_purchases.purchase_id is 'Identifier of the purchase.';
comment on column public.custom_course_purchases.user_id is 'Buyer; NULL until the link is claimed.';
comment on column public.custom_course_purchases.custom_course_id is 'The custom course; NULL until the link is claimed (it waits in private.pending_custom_courses).';
comment on column public.custom_course_purchases.store is 'apple, google, stripe, web.';
comment on column public.custom_course_purchases.environment is 'production or sandbox.';
comment on column public.custom_course_purchases.transaction_id is 'Transaction identifier in the store.';
comment on column public.custom_course_purchases.original_transaction_id is 'First transaction of the chain.';
comment on column public.custom_course_purchases.product_id is 'Store product that was bought; NULL when the shop has no product for it.';
comment on column public.custom_course_purchases.token_sha256 is 'SHA-256 (hex) of the store''s purchase token.';
comment on column public.custom_course_purchases.account_token_sha256 is 'SHA-256 (hex) of the account token that the app attached to the purchase.';
comment on column public.custom_course_purchases.price_micros is 'Price paid in millionths of the currency unit.';
comment on column public.custom_course_purchases.currency is 'ISO 4217 code of the price.';
comment on column public.custom_course_purchases.redemption_id is 'Discount redemption that this purchase used.';
comment on column public.custom_course_purchases.validation is 'pending, valid, invalid, revoked.';
comment on column public.custom_course_purchases.refunded_percentage is 'Part refunded so far, 0–100 %.';
comment on column public.custom_course_purchases.link_email is 'Address that the link was sent to, in lower case; only its verified holder can claim.';
comment on column public.custom_course_purchases.link_token_sha256 is 'SHA-256 (hex) of the link token; the token itself is returned once and kept nowhere.';
comment on column public.custom_course_purchases.link_expires_at is 'Until when the link can be claimed (exclusive).';
comment on column public.custom_course_purchases.link_revoked_at is 'When a refund revoked the link; a reversal of the refund brings the link back. A newer link of the same purchase takes the place of the earlier one''s hash.';
comment on column public.custom_course_purchases.claimed_at is 'When the link was claimed; NULL also for a purchase without a link.';
comment on column public.custom_course_purchases.purchased_at is 'When it was bought, by the store.';
comment on column public.custom_course_purchases.recorded_at is 'When it was recorded here.';
comment on column public.custom_course_purchases.revoked_at is 'When it was refunded or revoked.';

create trigger custom_course_purchases_identity before update on public.custom_course_purchases
  for each row execute function private.refuse_identity_change(
    'purchase_id', 'store', 'environment', 'transaction_id', 'original_transaction_id');
commit;
