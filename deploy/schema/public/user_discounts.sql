-- Deploy schema/public/user_discounts: stamped from schema/public/user_discounts.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
-- Redemptions: which user redeemed which code, on which terms.
create table public.user_discounts (
  user_id            uuid not null,
  code               text not null,
  redemption_id      uuid not null default gen_random_uuid(),
  product_type       text not null,
  product_id         text,
  benefit_kind       text not null,
  benefit_value      bigint not null,
  benefit_currency   text,
  amount_micros      bigint,
  amount_off_micros  bigint,
  amount_due_micros  bigint,
  currency           text,
  redeemed_at        timestamptz not null default now(),
  grant_expires_at   timestamptz not null default 'infinity',
  fulfilled_at       timestamptz,
  released_at        timestamptz,
  price_source       text,
  benefit_hundredths integer,
  constraint user_discounts_pkey primary key (user_id, code),
  constraint user_discounts_redemption_key unique (user_id, redemption_id),
  constraint user_discounts_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint user_discounts_code_fkey foreign key (code) references public.discount_codes (code) on delete restrict,
  constraint user_discounts_terms_check check (
    product_type in ('course', 'custom_course', 'subscription', 'credits', 'any')
    and length(product_id) between 1 and 200
    and benefit_kind in ('percent', 'amount', 'free_days', 'credits') and benefit_value >= case when benefit_hundredths is null then 1 else 0 end
    and benefit_hundredths between 1 and 99 and benefit_currency ~ '^[A-Z]{3}$'
    and currency ~ '^[A-Z]{3}$'
    and ((amount_micros is null and amount_off_micros is null and amount_due_micros is null)
         or (amount_micros >= 0 and amount_off_micros between 0 and amount_micros and amount_due_micros = amount_micros - amount_off_micros
             and currency is not null))
    and price_source in ('database', 'client')
    and grant_expires_at > redeemed_at)
);
create index user_discounts_code_idx on public.user_discounts (code);
-- Which redemptions of a code that is used up have lapsed.
create index user_discounts_lapsing_idx on public.user_discounts (code, grant_expires_at)
  where released_at is null and fulfilled_at is null and grant_expires_at < 'infinity';
comment on table public.user_discounts is 'Links discount codes to users: one entry a user and code, with the terms as they were at redemption, so that editing a code changes nothing already granted.';
comment on column public.user_discounts.user_id is 'Who redeemed.';
comment on column public.user_discounts.code is 'The code, normalised.';
comment on column public.user_discounts.redemption_id is 'Identifier of the redemption; a purchase that uses the discount names it. A code redeemed again after a release has a new one.';
comment on column public.user_discounts.product_type is 'Product type that it was redeemed for.';
comment on column public.user_discounts.product_id is 'Product that it was redeemed for; NULL: any of the type.';
comment on column public.user_discounts.benefit_kind is 'percent, amount, free_days, credits.';
comment on column public.user_discounts.benefit_value is 'Percent (whole ones), micros, days or credits, by benefit_kind.';
comment on column public.user_discounts.benefit_currency is 'ISO 4217 code, for benefit_kind amount.';
comment on column public.user_discounts.amount_micros is 'Price at redemption in millionths of currency.';
comment on column public.user_discounts.amount_off_micros is 'What the discount takes off.';
comment on column public.user_discounts.amount_due_micros is 'What is left to pay.';
comment on column public.user_discounts.currency is 'ISO 4217 code of the amounts.';
comment on column public.user_discounts.redeemed_at is 'When it was redeemed.';
comment on column public.user_discounts.grant_expires_at is 'Until when the benefit lasts (exclusive); infinity: no end. Free days move up when days before them are taken back. Over and not fulfilled: the redemption has lapsed.';
comment on column public.user_discounts.fulfilled_at is 'When the benefit was given, or a purchase used it.';
comment on column public.user_discounts.released_at is 'When the redemption was released, so that it no longer counts; at or after grant_expires_at, unless it was fulfilled: it lapsed. NULL while it counts.';
comment on column public.user_discounts.price_source is 'Whose price it was: database, or client, which nobody has checked; NULL without a price.';
comment on column public.user_discounts.benefit_hundredths is 'Hundredths of a percent beyond benefit_value: 12 and 50 are 12.5 %. NULL: none.';

create trigger user_discounts_sync after insert or delete on public.user_discounts
  for each row execute function private.bump_user_sync();
-- A release after the end changes nothing that a handshake shows: so whoever needs the place of a redemption that lapsed does not wait for its user.
create trigger user_discounts_sync_change after update on public.user_discounts
  for each row when ((old.released_at is null and new.released_at >= new.grant_expires_at) is not true) execute function private.bump_user_sync();
commit;
