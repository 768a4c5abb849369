-- Deploy schema/public/course_purchases: stamped from schema/public/course_purchases.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Which user has which course, and why.
create table public.course_purchases (
  user_id                  uuid not null,
  purchase_id              uuid not null default gen_random_uuid(),
  course_code              text not null,
  source                   text not null,
  validation               text not null default 'pending',
  store                    text,
  environment              text not null default 'production',
  transaction_id           text,
  original_transaction_id  text,
  product_id               text,
  token_sha256             text,
  account_token_sha256     text,
  price_micros             bigint,
  currency                 text,
  redemption_id            uuid,
  refunded_percentage      integer not null default 0,
  purchased_at             timestamptz not null,
  recorded_at              timestamptz not null default now(),
  revoked_at               timestamptz,
  constraint course_purchases_pkey primary key (user_id, purchase_id),
  constraint course_purchases_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint course_purchases_course_code_fkey foreign key (course_code) references public.courses (course_code) on delete restrict,
  constraint course_purchases_source_check check (source in ('store', 'web', 'code', 'grant', 'cohort', 'migration')),
  constraint course_purchases_validation_check check (validation in ('pending', 'valid', 'invalid', 'revoked') and (validation = 'revoked') = (revoked_at is not null)),
  constraint course_purchases_store_check check (length(store) between 1 and 32 and (source not in ('store', 'web') or store is not null)),
  constraint course_purchases_environment_check check (environment in ('production', 'sandbox')),
  constraint course_purchases_transaction_id_check check (length(transaction_id) between 1 and 200 and (store is null) = (transaction_id is null)),
  constraint course_purchases_original_transaction_id_check check (length(original_transaction_id) between 1 and 200),
  constraint course_purchases_product_id_check check (length(product_id) between 1 and 200),
  constraint course_purchases_token_sha256_check check (token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint course_purchases_account_token_sha256_check check (account_token_sha256 ~ '^[0-9a-f]{64}$'),
  constraint course_purchases_price_check check (price_micros >= 0 and (price_micros is null) = (currency is null)),
  constraint course_purchases_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint course_purchases_refunded_percentage_check check (refunded_percentage between 0 and 100)
);
create unique index course_purchases_live_key on public.course_purchases (user_id, course_code) where revoked_at is null and validation <> 'invalid';
create index course_purchases_course_code_idx on public.course_purchases (course_code);
comment on table public.course_purchases is 'Links users to the courses they have: bought in a store or on the web, given by a code, an administrator or a migration. One live purchase a user and course. What identifies a purchase never changes.';
comment on column public.course_purchases.user_id is 'Who has the course.';
comment on column public.course_purchases.purchase_id is 'Identifier of the purchase.';
comment on column public.course_purchases.course_code is 'The course.';
comment on column public.course_purchases.source is 'Where it came from: store, web, code, grant, cohort, migration.';
comment on column public.course_purchases.validation is 'pending (receipt not verified yet), valid, invalid, revoked (refunded).';
comment on column public.course_purchases.store is 'apple, google, stripe, web; NULL when no store was involved.';
comment on column public.course_purchases.environment is 'production, or sandbox (counts for testers only).';
comment on column public.course_purchases.transaction_id is 'Transaction identifier in the store.';
comment on column public.course_purchases.original_transaction_id is 'First transaction of the chain.';
comment on column public.course_purchases.product_id is 'Store product that was bought.';
comment on column public.course_purchases.token_sha256 is 'SHA-256 (hex) of the store''s purchase token.';
comment on column public.course_purchases.account_token_sha256 is 'SHA-256 (hex) of the account token that the app attached to the purchase.';
comment on column public.course_purchases.price_micros is 'Price paid in millionths of the currency unit.';
comment on column public.course_purchases.currency is 'ISO 4217 code of the price.';
comment on column public.course_purchases.redemption_id is 'Discount redemption that this purchase used or came from.';
comment on column public.course_purchases.refunded_percentage is 'Part refunded so far, 0–100 %.';
comment on column public.course_purchases.purchased_at is 'When it was bought, by the store.';
comment on column public.course_purchases.recorded_at is 'When it was recorded here.';
comment on column public.course_purchases.revoked_at is 'When it was revoked; NULL while the user has the course.';

create trigger course_purchases_sync after insert or update or delete on public.course_purchases
  for each row execute function private.bump_user_sync();
create trigger course_purchases_identity before update on public.course_purchases
  for each row execute function private.refuse_identity_change(
    'user_id', 'purchase_id', 'course_code', 'source', 'store', 'environment', 'transaction_id', 'original_transaction_id');
commit;
