-- Promo and discount codes.
create table public.discount_codes (
  code              text not null,
  product_type      text not null,
  product_ids       text[] not null default '{}',
  benefit_kind      text not null,
  benefit_value     bigint not null,
  benefit_currency  text,
  lifespan_days     integer,
  starts_at         timestamptz not null default '-infinity',
  expires_at        timestamptz not null default 'infinity',
  max_redemptions   integer,
  times_redeemed    integer not null default 0,
  first_time_only   boolean not null default false,
  min_amount_micros bigint,
  currency          text,
  audience_cohort   text,
  audience_user_id  uuid,
  parent_code       text,
  depth             integer not null default 1,
  owner_user_id     uuid,
  is_active         boolean not null default true,
  created_at        timestamptz not null default now(),
  updated_at        timestamptz not null default now(),
  benefit_hundredths integer,
  note              text,
  constraint discount_codes_pkey primary key (code),
  constraint discount_codes_parent_code_fkey foreign key (parent_code) references public.discount_codes (code) on delete restrict,
  constraint discount_codes_audience_cohort_fkey foreign key (audience_cohort) references public.cohorts (slug) on delete restrict,
  -- One, because each CHECK costs every redemption, which only counts.
  constraint discount_codes_terms_check check (
    length(code) between 4 and 32 and translate(code, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789', '') = ''
    and product_type in ('course', 'custom_course', 'subscription', 'credits', 'any')
    and cardinality(product_ids) <= 500 and (product_type <> 'any' or product_ids = '{}')
    and benefit_kind in ('percent', 'amount', 'free_days', 'credits')
    and benefit_value between case when benefit_hundredths is null then 1 else 0 end
      and case benefit_kind when 'percent' then 100 when 'free_days' then 3660 when 'credits' then 1000000 else benefit_value end
    and benefit_hundredths between 1 and 99 and (benefit_hundredths is null or (benefit_kind = 'percent' and benefit_value < 100))
    and length(benefit_currency) = 3 and translate(benefit_currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and (benefit_kind = 'amount') = (benefit_currency is not null)
    and lifespan_days between 1 and 3660
    and expires_at >= starts_at
    and times_redeemed >= 0 and max_redemptions >= 0
    and min_amount_micros >= 0 and length(currency) = 3 and translate(currency, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') = '' and (min_amount_micros is null) = (currency is null)
    and depth between 1 and 5 and (depth = 1) = (parent_code is null) and parent_code <> code
    and length(note) between 1 and 500)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index discount_codes_parent_code_idx on public.discount_codes (parent_code);
create index discount_codes_audience_cohort_idx on public.discount_codes (audience_cohort);
create index discount_codes_owner_user_id_idx on public.discount_codes (owner_user_id);
comment on table public.discount_codes is 'Promo and discount codes: what they give, on what, for whom, until when, how often. Users never read this table: validate_discount answers for one code at a time.';
comment on column public.discount_codes.code is 'The code, normalised: NFKC, upper case, no spaces or dashes, A–Z and 0–9, 4–32 characters.';
comment on column public.discount_codes.product_type is 'What it applies to: course, custom_course, subscription, credits, any.';
comment on column public.discount_codes.product_ids is 'Products (course codes or store product ids) that it is limited to; empty: all of the type.';
comment on column public.discount_codes.benefit_kind is 'percent (off the price), amount (off the price), free_days (of premium), credits (promotional).';
comment on column public.discount_codes.benefit_value is 'Percent (whole ones, up to 100), micros, days or credits, by benefit_kind.';
comment on column public.discount_codes.benefit_currency is 'ISO 4217 code, for benefit_kind amount only.';
comment on column public.discount_codes.lifespan_days is 'How many days (of 24 hours) the benefit lasts from its redemption; NULL: no end. Free days and courses that are given away have only their own end.';
comment on column public.discount_codes.starts_at is 'From when it can be redeemed.';
comment on column public.discount_codes.expires_at is 'Until when it can be redeemed (exclusive); never later than its parent''s.';
comment on column public.discount_codes.max_redemptions is 'How often it can be redeemed in all; NULL: any number.';
comment on column public.discount_codes.times_redeemed is 'Redemptions that count: always the number of user_discounts rows of the code that are not released. One that lapsed unused is released when its place or its user asks for it.';
comment on column public.discount_codes.first_time_only is 'Whether it is for users who never paid before.';
comment on column public.discount_codes.min_amount_micros is 'Least price that it applies to, in millionths of currency; NULL: none.';
comment on column public.discount_codes.currency is 'ISO 4217 code of min_amount_micros.';
comment on column public.discount_codes.audience_cohort is 'Cohort whose members it is for; NULL: everybody. To others it does not exist.';
comment on column public.discount_codes.audience_user_id is 'User whom it is for; NULL: everybody. To others it does not exist.';
comment on column public.discount_codes.parent_code is 'Code that it was derived from (referral chain).';
comment on column public.discount_codes.depth is 'Place in its chain: 1 without a parent, at most 5.';
comment on column public.discount_codes.owner_user_id is 'User who hands it out; the owner cannot redeem it.';
comment on column public.discount_codes.is_active is 'Whether it works at all; an inactive code looks unknown.';
comment on column public.discount_codes.created_at is 'When it was made.';
comment on column public.discount_codes.updated_at is 'When its terms last changed.';
comment on column public.discount_codes.benefit_hundredths is 'Hundredths of a percent beyond benefit_value: 12 and 50 are 12.5 %. NULL: none.';
comment on column public.discount_codes.note is 'What the staff wrote about it: the campaign, who asked for it; NULL: nothing. Users are never shown it.';

-- Of the terms, not of the counter: a redemption changes no term.
create trigger discount_codes_touch before update of
  product_type, product_ids, benefit_kind, benefit_value, benefit_hundredths, benefit_currency, lifespan_days, starts_at, expires_at, max_redemptions,
  first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id, is_active
  on public.discount_codes for each row when (old.* is distinct from new.*) execute function private.touch_updated_at();
