-- Deploy functions/discounts/discount_price: stamped from functions/discounts/discount_price.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.discount_price(
  p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text,
  out is_known boolean, out amount_micros bigint, out currency text, out course_code text)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_product_id is null then
    is_known := true;
    amount_micros := p_amount_micros;
    currency := p_currency;
    return;
  end if;
  if p_product_type in ('course', 'any') then
    select c.price_micros, c.currency, c.course_code into amount_micros, currency, course_code
      from public.courses as c
     where c.course_code = p_product_id and c.status = 'published';
    is_known := found;
  end if;
  if is_known is not true then
    select s.price_micros, s.currency, s.course_code into amount_micros, currency, course_code
      from private.store_products as s
      left join public.courses as c on c.course_code = s.course_code
     where s.product_id = p_product_id and s.is_active and p_product_type in (s.kind, 'any')
       and (s.course_code is null or c.status = 'published')
     -- Stores may ask different prices: the caller's is the one that it shows.
     order by (s.currency = coalesce(p_currency, s.currency) and s.price_micros = coalesce(p_amount_micros, s.price_micros)) desc,
              s.currency = coalesce(p_currency, s.currency) desc,
              s.store = 'stripe' desc, s.store
     limit 1;
    is_known := found;
  end if;
end;
$$;
revoke all on function private.discount_price(text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_price(text, text, bigint, text) is 'Price of a product that is on sale: a published course by its code, else a store product (of several stores'' prices the one that equals p_amount_micros and p_currency, else stripe''s, else the first store''s by name). course_code: the course that it is. Without a product the price is p_amount_micros, which may be unknown. is_known is false for a product that is not on sale.';
commit;
