create or replace function private.check_discount(
  p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text,
  p_lock boolean, p_at timestamptz,
  out answer jsonb, out lifespan_days integer, out course_code text)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
  v_wait integer := private.throttle_wait('discount_code', p_user_id, p_at);
  v_discount public.discount_codes;
  v_price record;
  v_off bigint;
begin
  if v_wait > 0 then
    answer := private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
    return;
  end if;

  if p_lock then
    select * into v_discount from public.discount_codes as d where d.code = v_code for no key update;
  else
    select * into v_discount from public.discount_codes as d where d.code = v_code;
  end if;
  -- One refusal for all of these, equal to the last byte: nobody learns that a code exists that is not for him.
  if v_discount.code is null
     or not v_discount.is_active
     or p_at < v_discount.starts_at
     or v_discount.audience_user_id <> p_user_id
     or (v_discount.audience_cohort is not null
         and not exists (select from private.user_cohort(p_user_id, p_at) as m where m.slug = v_discount.audience_cohort)) then
    perform private.count_attempt('discount_code', p_user_id, p_at);
    answer := private.refuse('code_not_found');
    return;
  elsif p_at >= v_discount.expires_at then
    answer := private.refuse('code_expired', jsonb_build_object('expired_at', v_discount.expires_at));
    return;
  end if;

  select * into strict v_price from private.discount_price(p_product_type, p_product_id, p_amount_micros, p_currency);
  course_code := v_price.course_code;
  lifespan_days := v_discount.lifespan_days;
  v_off := case
    when v_price.amount_micros is null then null
    -- numeric, because a price times 100 may be more than a bigint holds.
    when v_discount.benefit_kind = 'percent' then div(v_price.amount_micros::numeric * v_discount.benefit_value, 100)::bigint
    when v_discount.benefit_kind = 'amount' then least(v_discount.benefit_value, v_price.amount_micros)
    else 0
  end;
  if v_discount.product_type not in (p_product_type, 'any') then
    answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'product_type', 'product_type', v_discount.product_type));
    return;
  elsif not v_price.is_known
        or (v_discount.product_ids <> '{}' and (p_product_id is null or p_product_id <> all (v_discount.product_ids))) then
    answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'product', 'product_type', v_discount.product_type));
    return;
  elsif v_discount.benefit_currency <> v_price.currency then
    answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'currency', 'product_type', v_discount.product_type));
    return;
  elsif v_discount.owner_user_id = p_user_id then
    answer := private.refuse('self_referral');
    return;
  elsif exists (select from public.user_discounts as u
                 where u.user_id = p_user_id and u.code = v_discount.code and u.released_at is null) then
    answer := private.refuse('code_already_redeemed');
    return;
  elsif v_discount.benefit_kind in ('percent', 'amount') and v_off = v_price.amount_micros
        -- The redemption would give the course: the condition is that of the index which keeps one live purchase a user and course.
        -- Not earlier, because the course may be there by this very code.
        and exists (select from public.course_purchases as c
                     where c.user_id = p_user_id and c.course_code = v_price.course_code
                       and c.revoked_at is null and c.validation <> 'invalid') then
    answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'owned', 'product_type', v_discount.product_type));
    return;
  elsif v_discount.first_time_only and private.has_purchased(p_user_id) then
    answer := private.refuse('not_first_purchase');
    return;
  elsif p_product_id is not null
        and (p_amount_micros <> v_price.amount_micros or p_currency <> v_price.currency) then
    answer := private.refuse('price_mismatch', jsonb_build_object('amount_micros', v_price.amount_micros, 'currency', v_price.currency));
    return;
  elsif (v_price.currency = v_discount.currency and v_price.amount_micros >= v_discount.min_amount_micros) is not true
        and v_discount.min_amount_micros is not null then
    answer := private.refuse('minimum_not_met', jsonb_build_object('min_amount_micros', v_discount.min_amount_micros, 'currency', v_discount.currency));
    return;
  elsif v_discount.times_redeemed >= v_discount.max_redemptions then
    answer := private.refuse('code_max_usage');
    return;
  end if;

  answer := jsonb_build_object(
    'ok', true,
    'code', v_discount.code,
    'benefit', jsonb_build_object('kind', v_discount.benefit_kind, 'value', v_discount.benefit_value, 'currency', v_discount.benefit_currency),
    'amount_micros', v_price.amount_micros,
    'amount_off_micros', v_off,
    'amount_due_micros', v_price.amount_micros - v_off,
    'currency', v_price.currency,
    'valid_until', nullif(v_discount.expires_at, 'infinity'));
end;
$$;
revoke all on function private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.check_discount(uuid, text, text, text, bigint, text, boolean, timestamptz) is 'The one place of the rules on who may redeem a code for what: the first refusal in the contract''s order (429 too_many_attempts, 404 code_not_found, 410 code_expired, 422 code_not_eligible, 422 self_referral, 409 code_already_redeemed, 422 code_not_eligible for a course that the user has, 422 not_first_purchase, 422 price_mismatch, 422 minimum_not_met, 409 code_max_usage), or what validate_discount answers. Counts a failed look-up. p_lock: takes the code''s row lock, for redeem. Also gives the code''s lifespan_days and the course that the product is.';
