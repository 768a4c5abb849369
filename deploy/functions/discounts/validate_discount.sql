-- Deploy functions/discounts/validate_discount: stamped from functions/discounts/validate_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.validate_discount(
  p_code text, p_product_type text, p_product_id text default null, p_amount_micros bigint default null, p_currency text default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable(), private.assert_unfiltered(),
          private.assert_discount_arguments(p_code, p_product_type, p_product_id, p_amount_micros, p_currency);
  return private.validate_discount(private.target_user(null), p_code, p_product_type, p_product_id, p_amount_micros, p_currency, now());
end;
$$;
revoke all on function public.validate_discount(text, text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.validate_discount(text, text, text, bigint, text) to authenticated;
comment on function public.validate_discount(text, text, text, bigint, text) is 'Whether the caller may redeem a discount code now, and what it would give; redeems nothing.
p_code: as typed; case, spaces and dashes do not matter.
p_product_type: what is bought, course, custom_course, subscription or credits; any when it is no purchase (then only codes for any product fit).
p_product_id: course code or store product; left out, the price is p_amount_micros.
p_amount_micros, p_currency: the price that the app shows, in millionths of the currency unit, and its ISO 4217 code;
with p_product_id they are only compared with the price in the database.

Answer: {ok, code, benefit: {kind: percent|amount|free_days|credits, value, currency}, amount_micros, amount_off_micros, amount_due_micros, currency,
valid_until}. The amounts are null when there is neither a product nor an amount; a percentage takes off floor(price × value ÷ 100) micros,
an amount never more than the price, free days and credits nothing. valid_until: until when the code can be redeemed (exclusive), null for no end.

Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address),
code_not_found (404; also a code that is inactive, not started or for somebody else: no telling which), code_expired (410; details.expired_at),
code_not_eligible (422; details.reason: product_type, product, currency or owned, and product_type that the code is for), self_referral (422),
code_already_redeemed (409), not_first_purchase (422), price_mismatch (422; details amount_micros, currency in force),
minimum_not_met (422; details min_amount_micros, currency), code_max_usage (409).
PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.

Example: POST /rpc/validate_discount {"p_code": "spring-26", "p_product_type": "course", "p_product_id": "deep-sleep"}.';

create or replace function private.validate_discount(
  p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user record;
  v_at timestamptz;
  v_checked record;
begin
  -- An account that is there is only looked at: nothing is written, and so no erasure waited for, unless the attempt fails.
  select p.erased_at, u.clock_at into v_user
    from public.user_profile as p
    left join public.ai_usage as u on u.user_id = p.user_id
   where p.user_id = p_user_id;
  if v_user.erased_at is not null or (v_user.clock_at is null and not private.ensure_user(p_user_id, p_at)) then
    return private.refuse('user_not_found');
  end if;
  v_at := greatest(p_at, v_user.clock_at);
  v_checked := private.check_discount(p_user_id, private.normalise_code(p_code), p_product_type, p_product_id, p_amount_micros, p_currency, v_at);
  if not v_checked.is_unknown then
    return v_checked.answer;
  elsif not private.ensure_user(p_user_id, v_at) then
    return private.refuse('user_not_found');
  end if;
  return private.refuse_attempt('discount_code', p_user_id, 'code_not_found', v_at);
end;
$$;
revoke all on function private.validate_discount(uuid, text, text, text, bigint, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.validate_discount(uuid, text, text, text, bigint, text, timestamptz) is 'validate_discount at a given time, its arguments checked.
Takes no lock of the user: only an attempt that fails is written down, with the profile held against an erasure.';

create or replace function private.assert_discount_arguments(
  p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text)
returns void
language plpgsql
stable
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
comment on function private.assert_discount_arguments(text, text, text, bigint, text) is 'Refuses (PT400) arguments of validate_discount and redeem_discount that no well-behaved caller sends.
Called before anything is looked up. STABLE, since an immutable one beside it would be computed at planning, before the checks in front of it.';

create or replace function private.check_discount(
  p_user_id uuid, p_code text, p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text, p_at timestamptz,
  out answer jsonb, out is_unknown boolean, out benefit_kind text, out benefit_value bigint, out lifespan_days integer, out course_code text,
  out terms_of timestamptz)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_wait integer := private.throttle_wait('discount_code', p_user_id, p_at);
  v_discount public.discount_codes;
  v_price record;
  v_off bigint;
begin
  is_unknown := false;
  if v_wait > 0 then
    answer := private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
    return;
  end if;

  select * into v_discount from public.discount_codes as d where d.code = p_code;
  -- One refusal for all of these, equal to the last byte: nobody learns that a code exists that is not for him.
  is_unknown := v_discount.code is null
    or not v_discount.is_active
    or p_at < v_discount.starts_at
    or coalesce(v_discount.audience_user_id <> p_user_id, false);
  if not is_unknown and v_discount.audience_cohort is not null then
    is_unknown := not exists (select 1 from private.user_cohort(p_user_id, p_at) as m where m.slug = v_discount.audience_cohort);
  end if;
  if is_unknown then
    return;
  elsif p_at >= v_discount.expires_at then
    answer := private.refuse('code_expired', jsonb_build_object('expired_at', v_discount.expires_at));
    return;
  end if;

  v_price := private.discount_price(p_product_type, p_product_id, p_amount_micros, p_currency);
  v_off := case
    when v_price.amount_micros is null then null
    -- In two parts, because a price times 100 may be more than a bigint holds.
    when v_discount.benefit_kind = 'percent'
      then v_price.amount_micros / 100 * v_discount.benefit_value + v_price.amount_micros % 100 * v_discount.benefit_value / 100
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
  elsif exists (select 1 from public.user_discounts as u
                 where u.user_id = p_user_id and u.code = v_discount.code and u.released_at is null) then
    answer := private.refuse('code_already_redeemed');
    return;
  end if;
  if v_off = v_price.amount_micros and v_price.course_code is not null and v_discount.benefit_kind in ('percent', 'amount') then
    -- The redemption would give the course: the condition is that of the index which keeps one live purchase a user and course.
    -- Not earlier, because the course may be there by this very code.
    perform 1
       from public.course_purchases as c
      where c.user_id = p_user_id and c.course_code = v_price.course_code and c.revoked_at is null and c.validation <> 'invalid';
    if found then
      answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'owned', 'product_type', v_discount.product_type));
      return;
    end if;
  end if;
  if v_discount.first_time_only and private.has_purchased(p_user_id) then
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

  benefit_kind := v_discount.benefit_kind;
  benefit_value := v_discount.benefit_value;
  lifespan_days := v_discount.lifespan_days;
  course_code := v_price.course_code;
  terms_of := v_discount.updated_at;
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
revoke all on function private.check_discount(uuid, text, text, text, bigint, text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.check_discount(uuid, text, text, text, bigint, text, timestamptz) is 'The one place of the rules on who may redeem a code for what; only looks.
p_code: normalised. Answers with the first refusal in the contract''s order (429 too_many_attempts, 404 code_not_found, 410 code_expired,
422 code_not_eligible, 422 self_referral, 409 code_already_redeemed, 422 code_not_eligible for a course that the user has, 422 not_first_purchase,
422 price_mismatch, 422 minimum_not_met, 409 code_max_usage), or with what validate_discount answers.
is_unknown: the code is not found, which the caller counts (refuse_attempt); then there is no answer.
What is allowed also has the benefit, the code''s lifespan_days, the course that the product is, and the version of the terms (updated_at).';

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
comment on function private.discount_price(text, text, bigint, text) is 'Price of a product that is on sale, and the course that it is.
A published course by its code, else a store product (of several stores'' prices the one that equals p_amount_micros and p_currency,
else stripe''s, else the first store''s by name). Without a product the price is p_amount_micros, which may be unknown.
is_known is false for a product that is not on sale.';

create or replace function private.has_purchased(p_user_id uuid)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_environments text[] := '{production}'::text[];
begin
  if exists (select 1 from public.user_profile as u where u.user_id = p_user_id and u.is_tester) then
    v_environments := '{production,sandbox}'::text[];
  end if;
  -- A refunded purchase was one; a free one, or one whose receipt proved false, was not. Unknown prices count.
  return exists (
      select 1 from public.course_purchases as c
       where c.user_id = p_user_id and c.source in ('store', 'web') and c.validation <> 'invalid'
         and c.price_micros is distinct from 0 and c.environment = any (v_environments)
      union all
      select 1 from public.ai_credit_purchases as a
       where a.user_id = p_user_id
         and a.price_micros is distinct from 0 and a.environment = any (v_environments)
      union all
      select 1 from public.custom_course_purchases as p
       where p.user_id = p_user_id and p.validation <> 'invalid'
         and p.price_micros is distinct from 0 and p.environment = any (v_environments)
      union all
      select 1 from private.store_transactions as t
       where t.user_id = p_user_id and t.store <> 'code'
         and t.price_micros is distinct from 0 and t.environment = any (v_environments));
end;
$$;
revoke all on function private.has_purchased(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.has_purchased(uuid) is 'Whether a user ever paid for anything: a course, credits, a custom course, a subscription.
Refunded purchases count; free ones, gifts and discount codes'' free days do not; sandbox ones count for testers only.';
commit;
