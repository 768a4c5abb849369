-- Revert schema/public/discount_codes-note: the words go with their column.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
alter table public.discount_codes
  drop constraint discount_codes_terms_check,
  drop column note,
  add constraint discount_codes_terms_check check (
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
    and depth between 1 and 5 and (depth = 1) = (parent_code is null) and parent_code <> code);
commit;
