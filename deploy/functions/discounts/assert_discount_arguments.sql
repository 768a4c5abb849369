-- Deploy functions/discounts/assert_discount_arguments: stamped from functions/discounts/assert_discount_arguments.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.assert_discount_arguments(
  p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text)
returns void
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_code is null or length(p_code) > 200 then
    raise sqlstate 'PT400' using message = 'p_code is missing or has more than 200 characters';
  elsif p_product_type is null or p_product_type not in ('course', 'custom_course', 'subscription', 'credits', 'any') then
    raise sqlstate 'PT400' using message = 'p_product_type must be course, custom_course, subscription, credits or any';
  elsif length(p_product_id) not between 1 and 200 then
    raise sqlstate 'PT400' using message = 'p_product_id must have 1 to 200 characters', hint = 'Leave it out when the price does not come from a product.';
  elsif p_amount_micros not between 0 and 1000000000000000 then
    raise sqlstate 'PT400' using message = 'p_amount_micros must be an integer from 0 to 1000000000000000';
  elsif p_currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'p_currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  elsif p_product_id is null and (p_amount_micros is null) <> (p_currency is null) then
    raise sqlstate 'PT400' using
      message = 'without p_product_id, p_amount_micros and p_currency go together',
      hint = 'Send both, or neither when the price is not known yet.';
  end if;
end;
$$;
revoke all on function private.assert_discount_arguments(text, text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_discount_arguments(text, text, text, bigint, text) is 'Refuses (PT400) arguments of validate_discount and redeem_discount that no well-behaved caller sends, before anything is looked up.';
commit;
