-- Deploy functions/discounts/validate_discount: stamped from functions/discounts/validate_discount.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.validate_discount(
  p_code text, p_product_type text, p_product_id text default null, p_amount_micros bigint default null, p_currency text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user_id uuid;
  v_answer jsonb;
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  perform private.assert_discount_arguments(p_code, p_product_type, p_product_id, p_amount_micros, p_currency);
  v_user_id := private.target_user(null);
  if not private.ensure_user(v_user_id, now()) then
    return private.refuse('user_not_found');
  end if;
  select c.answer into strict v_answer
    from private.check_discount(
      v_user_id, p_code, p_product_type, p_product_id, p_amount_micros, p_currency, false, private.user_clock(v_user_id, now())) as c;
  return v_answer;
end;
$$;
revoke all on function public.validate_discount(text, text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.validate_discount(text, text, text, bigint, text) to authenticated;
comment on function public.validate_discount(text, text, text, bigint, text) is 'Whether the caller may redeem a discount code now, and what it would give; redeems nothing.
p_code: as typed; case, spaces and dashes do not matter. p_product_type: what is bought, course, custom_course, subscription or credits; any when it is no purchase (then only codes for any product fit). p_product_id: course code or store product; left out, the price is p_amount_micros. p_amount_micros, p_currency: the price that the app shows, in millionths of the currency unit, and its ISO 4217 code; with p_product_id they are only compared with the price in the database.
Answer: {ok, code, benefit: {kind: percent|amount|free_days|credits, value, currency}, amount_micros, amount_off_micros, amount_due_micros, currency, valid_until}. The amounts are null when there is neither a product nor an amount; a percentage takes off floor(price × value ÷ 100) micros, an amount never more than the price, free days and credits nothing. valid_until: until when the code can be redeemed (exclusive), null for no end.
Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address), code_not_found (404; also a code that is inactive, not started or for somebody else: no telling which), code_expired (410; details.expired_at), code_not_eligible (422; details.reason: product_type, product, currency or owned, and product_type that the code is for), self_referral (422), code_already_redeemed (409), not_first_purchase (422), price_mismatch (422; details amount_micros, currency in force), minimum_not_met (422; details min_amount_micros, currency), code_max_usage (409). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/validate_discount {"p_code": "spring-26", "p_product_type": "course", "p_product_id": "deep-sleep"}.';
commit;
