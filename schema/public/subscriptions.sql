-- One billing plan per user: facts folded from the stores' transactions. State is computed, not stored.
create table public.subscriptions (
  user_id                  uuid not null,
  plan                     text not null,
  product_id               text not null,
  store                    text not null,
  environment              text not null,
  transaction_id           text not null,
  original_transaction_id  text not null,
  token_sha256             text,
  started_at               timestamptz not null,
  expires_at               timestamptz not null,
  grace_expires_at         timestamptz,
  will_renew               boolean not null,
  pending_product_id       text,
  cancel_reason            text,
  is_in_billing_retry      boolean not null default false,
  paused_at                timestamptz,
  resumes_at               timestamptz,
  revoked_at               timestamptz,
  price_micros             bigint,
  currency                 text,
  constraint subscriptions_pkey primary key (user_id),
  constraint subscriptions_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint subscriptions_plan_fkey foreign key (plan) references private.plans (plan) on delete restrict,
  constraint subscriptions_values_check check (
    length(store) between 1 and 32 and environment in ('production', 'sandbox')
    and length(product_id) between 1 and 200 and length(transaction_id) between 1 and 200
    and length(original_transaction_id) between 1 and 200 and length(token_sha256) = 64
    and length(pending_product_id) between 1 and 200 and length(cancel_reason) between 1 and 200
    and price_micros >= 0 and (price_micros is null) = (currency is null) and length(currency) = 3)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index subscriptions_plan_idx on public.subscriptions (plan);
comment on table public.subscriptions is 'Billing plan of each user: the best of what the stores report, one row a user; no row: the free plan. Ask for the computed fields state and entitled (select=*,state,entitled): time alone changes them.';
comment on column public.subscriptions.user_id is 'The user.';
comment on column public.subscriptions.plan is 'Plan that was bought. Whether it still entitles is the computed field entitled.';
comment on column public.subscriptions.product_id is 'Product of the current period; for store code, the discount code.';
comment on column public.subscriptions.store is 'apple, google, stripe, web, or code (free days of a discount code).';
comment on column public.subscriptions.environment is 'production, or sandbox (testers only).';
comment on column public.subscriptions.transaction_id is 'Transaction of the current period.';
comment on column public.subscriptions.original_transaction_id is 'First transaction of the subscription.';
comment on column public.subscriptions.token_sha256 is 'SHA-256 (hex) of the store''s purchase token.';
comment on column public.subscriptions.started_at is 'Start of the current period, or of the unbroken run of periods of this plan that it continues.';
comment on column public.subscriptions.expires_at is 'End of the paid period (exclusive).';
comment on column public.subscriptions.grace_expires_at is 'End of the billing grace period, when the store granted one.';
comment on column public.subscriptions.will_renew is 'Whether the store will renew it at expires_at.';
comment on column public.subscriptions.pending_product_id is 'Product that it changes to at renewal.';
comment on column public.subscriptions.cancel_reason is 'Why it was canceled, in the store''s words.';
comment on column public.subscriptions.is_in_billing_retry is 'Whether the store is retrying a failed payment.';
comment on column public.subscriptions.paused_at is 'From when it is paused.';
comment on column public.subscriptions.resumes_at is 'When the pause is to end.';
comment on column public.subscriptions.revoked_at is 'When the store refunded, revoked or replaced the current period.';
comment on column public.subscriptions.price_micros is 'Price of the current period in millionths of the currency unit.';
comment on column public.subscriptions.currency is 'ISO 4217 code of the price.';

create trigger subscriptions_sync after insert or update or delete on public.subscriptions
  for each row execute function private.bump_user_sync();
