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
  constraint user_discounts_pkey primary key (user_id, code),
  constraint user_discounts_redemption_key unique (user_id, redemption_id),
  constraint user_discounts_user_id_fkey foreign key (user_id) references public.user_profile (user_id) on delete restrict,
  constraint user_discounts_code_fkey foreign key (code) references public.discount_codes (code) on delete restrict,
  constraint user_discounts_terms_check check (
    product_type in ('course', 'custom_course', 'subscription', 'credits', 'any')
    and length(product_id) between 1 and 200
    and benefit_kind in ('percent', 'amount', 'free_days', 'credits') and benefit_value > 0 and benefit_currency ~ '^[A-Z]{3}$'
    and currency ~ '^[A-Z]{3}$'
    and ((amount_micros is null and amount_off_micros is null and amount_due_micros is null)
         or (amount_micros >= 0 and amount_off_micros between 0 and amount_micros and amount_due_micros = amount_micros - amount_off_micros
             and currency is not null))
    and grant_expires_at > redeemed_at)
);
create index user_discounts_code_idx on public.user_discounts (code);
comment on table public.user_discounts is 'Links discount codes to users: one entry a user and code, with the terms as they were at redemption, so that editing a code changes nothing already granted.';
comment on column public.user_discounts.user_id is 'Who redeemed.';
comment on column public.user_discounts.code is 'The code, normalised.';
comment on column public.user_discounts.redemption_id is 'Identifier of the redemption; a purchase that uses the discount names it. A code redeemed again after a release has a new one.';
comment on column public.user_discounts.product_type is 'Product type that it was redeemed for.';
comment on column public.user_discounts.product_id is 'Product that it was redeemed for; NULL: any of the type.';
comment on column public.user_discounts.benefit_kind is 'percent, amount, free_days, credits.';
comment on column public.user_discounts.benefit_value is 'Percent, micros, days or credits, by benefit_kind.';
comment on column public.user_discounts.benefit_currency is 'ISO 4217 code, for benefit_kind amount.';
comment on column public.user_discounts.amount_micros is 'Price at redemption in millionths of currency.';
comment on column public.user_discounts.amount_off_micros is 'What the discount takes off.';
comment on column public.user_discounts.amount_due_micros is 'What is left to pay.';
comment on column public.user_discounts.currency is 'ISO 4217 code of the amounts.';
comment on column public.user_discounts.redeemed_at is 'When it was redeemed.';
comment on column public.user_discounts.grant_expires_at is 'Until when the benefit lasts (exclusive); infinity: no end.';
comment on column public.user_discounts.fulfilled_at is 'When the benefit was given, or a purchase used it.';
comment on column public.user_discounts.released_at is 'When the redemption was released, so that it no longer counts; NULL while in force.';

create trigger user_discounts_sync after insert or update or delete on public.user_discounts
  for each row execute function private.bump_user_sync();
