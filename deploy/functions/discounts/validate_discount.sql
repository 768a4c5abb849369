-- Deploy functions/discounts/validate_discount: stamped from functions/discounts/validate_discount.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
p_code: as typed or pasted; case, spaces, dashes and invisible characters do not matter.
p_product_type: what is bought, course, custom_course, subscription or credits; any when it is no purchase (then only codes for any product fit).
p_product_id: course code or store product; left out, the price is p_amount_micros.
p_amount_micros, p_currency: the price that the app shows, in millionths of the currency unit, and its ISO 4217 code;
with p_product_id they are compared with the database''s price in that currency. Where it has none, the price is p_amount_micros.

Answer: {ok, code, benefit: {kind: percent|amount|free_days|credits, value, currency}, amount_micros, amount_off_micros, amount_due_micros, currency,
price_source, valid_until}. amount_due_micros can be paid: it is a whole number of the currency''s smallest coins (JPY none, USD 2, KWD 3 decimals), the
rest of a percentage or an amount rounded half up, never below zero; amount_off_micros is what is missing to the price. Free days and credits take nothing off.
price_source: database; client, for p_amount_micros, which nobody has checked; null without a price, and then the amounts are null too: neither a product nor
an amount, or free days and credits in a currency in which the database has no price. valid_until: until when the code can be redeemed (exclusive), null for no end.

Refusals, the first that applies: too_many_attempts (429; details.retry_after seconds; codes not found are counted a user and a client address),
code_not_found (404; also a code that is inactive, not started or for somebody else: no telling which), code_expired (410; details.expired_at),
code_not_eligible (422; details.reason: product_type, product, currency, no_price or owned, and product_type that the code is for; no_price: 100 % and
amounts need a price of the database''s in p_currency), self_referral (422), code_already_redeemed (409; one that lapsed unused is none), not_first_purchase (422),
price_mismatch (422; details amount_micros, currency in force), minimum_not_met (422; details min_amount_micros, currency: a price in another currency does not
meet it), code_max_usage (409), anonymous_account (403; credits and free days are for accounts that have signed up); user_not_found (404; the account was erased).
PT400 for a bad argument (p_currency: one of private.currencies) and for any query parameter that filters or selects from the answer, PT405 for GET.

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
  v_code text := private.normalise_code(p_code);
  v_checked record;
begin
  -- An account that is there is only looked at: nothing is written, and so no erasure waited for, unless the attempt fails.
  v_checked := private.check_discount(p_user_id, v_code, p_product_type, p_product_id, p_amount_micros, p_currency, p_at);
  if v_checked.answer is not null then
    return v_checked.answer;
  elsif v_checked.is_stranger and private.ensure_user(p_user_id, p_at) then
    v_checked := private.check_discount(p_user_id, v_code, p_product_type, p_product_id, p_amount_micros, p_currency, p_at);
  end if;
  if v_checked.is_stranger or (v_checked.is_unknown and not private.ensure_user(p_user_id, p_at)) then
    return private.refuse('user_not_found');
  elsif v_checked.is_unknown then
    return private.refuse_attempt('discount_code', p_user_id, 'code_not_found', p_at);
  end if;
  return v_checked.answer;
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
  p_may_take_lapsed boolean default true,
  out answer jsonb, out is_stranger boolean, out is_unknown boolean, out takes_lapsed boolean,
  out benefit_kind text, out benefit_value bigint, out benefit_hundredths integer, out benefit_currency text, out lifespan_days integer,
  out amount_micros bigint, out amount_due_micros bigint, out currency text, out price_source text, out course_code text, out terms_of timestamptz)
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_user record;
  v_wait integer;
  v_code record;
  v_price record;
  v_reason text;
begin
  -- All about the user in one look. Nearly nobody has a throttle bucket: whoever has none, and no address that is counted, is through.
  select p.is_anonymous, t.theoretical_arrival_at, s.client_address_header, r.grant_expires_at, r.fulfilled_at into v_user
    from public.user_profile as p
    left join private.user_throttles as t on t.user_id = p.user_id and t.operation = 'discount_code'
    left join public.user_discounts as r on r.user_id = p.user_id and r.code = p_code and r.released_at is null
   cross join private.settings as s
   where p.user_id = p_user_id and p.erased_at is null;
  is_stranger := not found;
  if is_stranger then
    return;
  elsif v_user.theoretical_arrival_at > '-infinity' or v_user.client_address_header is not null then
    v_wait := private.throttle_wait('discount_code', p_user_id, p_at);
    if v_wait > 0 then
      answer := private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
      return;
    end if;
  end if;

  -- Columns as they are: each expression costs more here than in the conditions below.
  select d.is_active, d.starts_at, d.expires_at, d.audience_user_id, d.audience_cohort, d.owner_user_id, d.product_type, d.product_ids,
         d.benefit_kind, d.benefit_value, d.benefit_hundredths, d.benefit_currency, d.lifespan_days, d.first_time_only,
         d.min_amount_micros, d.currency as min_currency, d.times_redeemed, d.max_redemptions, d.updated_at
    into v_code
    from public.discount_codes as d
   where d.code = p_code;
  -- One refusal for all of these, equal to the last byte: nobody learns that a code exists that is not for him.
  is_unknown := not found or not v_code.is_active or p_at < v_code.starts_at or coalesce(v_code.audience_user_id <> p_user_id, false);
  if not is_unknown and v_code.audience_cohort is not null then
    is_unknown := (private.user_cohort(p_user_id, p_at)).slug is distinct from v_code.audience_cohort;
  end if;
  if is_unknown then
    return;
  elsif p_at >= v_code.expires_at then
    answer := private.refuse('code_expired', jsonb_build_object('expired_at', v_code.expires_at));
    return;
  end if;

  benefit_kind := v_code.benefit_kind;
  benefit_value := v_code.benefit_value;
  benefit_hundredths := v_code.benefit_hundredths;
  benefit_currency := v_code.benefit_currency;
  -- Nearly always: a course by its code, at its price.
  select true as is_in_currency, c.price_micros as amount_micros, c.currency, c.course_code, k.decimals into v_price
    from public.courses as c
    join private.currencies as k on k.currency = c.currency
   where c.course_code = p_product_id and c.status = 'published';
  if not found or v_price.currency <> p_currency or p_product_type not in ('course', 'any') then
    v_price := private.discount_price(p_product_type, p_product_id, p_amount_micros, p_currency);
  end if;
  if v_price.is_in_currency then
    amount_micros := v_price.amount_micros;
    currency := v_price.currency;
    price_source := case when p_product_id is null then 'client' else 'database' end;
    course_code := v_price.course_code;
  elsif v_price.amount_micros is null then
    v_reason := 'product';
  else
    -- The database has a price, but none in this currency. What the caller says must not give anything away.
    currency := p_currency;
    price_source := 'client';
    if benefit_kind = 'percent' and benefit_value < 100 then
      amount_micros := p_amount_micros;
    elsif benefit_kind in ('percent', 'amount') then
      v_reason := 'no_price';
    end if;
  end if;
  if v_price.decimals is null and p_currency is not null then
    raise sqlstate 'PT400' using message = 'p_currency must be an ISO 4217 code', hint = 'A currency in use that has coins, such as EUR.';
  end if;
  if v_code.product_type not in (p_product_type, 'any') then
    v_reason := 'product_type';
  elsif v_code.product_ids <> '{}' and (p_product_id is null or p_product_id <> all (v_code.product_ids)) then
    v_reason := 'product';
  elsif benefit_currency <> currency then
    v_reason := 'currency';
  end if;
  if v_reason is not null then
    answer := private.refuse('code_not_eligible', jsonb_build_object('reason', v_reason, 'product_type', v_code.product_type));
    return;
  elsif v_code.owner_user_id = p_user_id then
    answer := private.refuse('self_referral');
    return;
  end if;
  -- One that lapsed unused counts until it is released, and is released for whoever takes its place.
  takes_lapsed := coalesce(v_user.grant_expires_at <= p_at and v_user.fulfilled_at is null, false);
  if v_user.grant_expires_at is not null and not takes_lapsed then
    answer := private.refuse('code_already_redeemed');
    return;
  end if;

  if amount_micros is null then
    price_source := null;
  else
    -- Whole coins: what is left, rounded half up; of a price that is none itself no more than its coins. Multiplied, since a division would round.
    amount_due_micros := least(
      trunc(amount_micros::numeric, v_price.decimals - 6),
      round(
        case benefit_kind
          when 'percent' then amount_micros::numeric * (10000 - 100 * benefit_value - coalesce(benefit_hundredths, 0)) * 0.0001
          when 'amount' then greatest(amount_micros - benefit_value, 0)
          else amount_micros
        end,
        v_price.decimals - 6));
  end if;
  if amount_due_micros = 0 and course_code is not null and benefit_kind in ('percent', 'amount') then
    -- The redemption would give the course: the condition is that of the index which keeps one live purchase a user and course.
    -- Not earlier, because the course may be there by this very code.
    perform 1
       from public.course_purchases as c
      where c.user_id = p_user_id and c.course_code = check_discount.course_code and c.revoked_at is null and c.validation <> 'invalid';
    if found then
      answer := private.refuse('code_not_eligible', jsonb_build_object('reason', 'owned', 'product_type', v_code.product_type));
      return;
    end if;
  else
    course_code := null;
  end if;
  if v_code.first_time_only and private.has_purchased(p_user_id) then
    answer := private.refuse('not_first_purchase');
    return;
  elsif price_source = 'database' and (p_amount_micros <> amount_micros or p_currency <> currency) then
    answer := private.refuse('price_mismatch', jsonb_build_object('amount_micros', amount_micros, 'currency', currency));
    return;
  elsif amount_micros is null and p_product_id is not null and benefit_kind = 'percent' then
    answer := private.refuse('price_mismatch', jsonb_build_object('amount_micros', v_price.amount_micros, 'currency', v_price.currency));
    return;
  elsif v_code.min_amount_micros is not null and (currency = v_code.min_currency and amount_micros >= v_code.min_amount_micros) is not true then
    answer := private.refuse('minimum_not_met', jsonb_build_object('min_amount_micros', v_code.min_amount_micros, 'currency', v_code.min_currency));
    return;
  elsif v_code.times_redeemed >= v_code.max_redemptions then
    takes_lapsed := false;
    if p_may_take_lapsed then
      -- As many as it takes to be below the limit, which may have been lowered.
      perform 1
         from public.user_discounts as u
        where u.code = p_code and u.released_at is null and u.fulfilled_at is null
          and u.grant_expires_at < 'infinity' and u.grant_expires_at <= p_at
        order by u.grant_expires_at
        limit 1 offset v_code.times_redeemed - v_code.max_redemptions;
      takes_lapsed := found;
    end if;
    if not takes_lapsed then
      answer := private.refuse('code_max_usage');
      return;
    end if;
  end if;
  -- Last, so that nobody signs up for a code that cannot be redeemed.
  if v_user.is_anonymous and benefit_kind in ('credits', 'free_days') then
    answer := private.refuse('anonymous_account');
    return;
  end if;

  if amount_micros is null then
    currency := null;
  end if;
  lifespan_days := v_code.lifespan_days;
  terms_of := v_code.updated_at;
  answer := jsonb_build_object(
    'ok', true,
    'code', p_code,
    'benefit', private.discount_benefit(benefit_kind, benefit_value, benefit_hundredths, benefit_currency),
    'amount_micros', amount_micros,
    'amount_off_micros', amount_micros - amount_due_micros,
    'amount_due_micros', amount_due_micros,
    'currency', currency,
    'price_source', price_source,
    'valid_until', nullif(v_code.expires_at, 'infinity'));
end;
$$;
revoke all on function private.check_discount(uuid, text, text, text, bigint, text, timestamptz, boolean) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.check_discount(uuid, text, text, text, bigint, text, timestamptz, boolean) is 'The one place of the rules on who may redeem a code for what, and for how much; only looks.
p_code: normalised. Answers with the first refusal in the contract''s order (429 too_many_attempts, 404 code_not_found, 410 code_expired,
422 code_not_eligible, 422 self_referral, 409 code_already_redeemed, 422 code_not_eligible for a course that the user has, 422 not_first_purchase,
422 price_mismatch, 422 minimum_not_met, 409 code_max_usage, 403 anonymous_account), or with what validate_discount answers.
There is no answer where is_stranger: there is no such live account; or is_unknown: the code is not found, which the caller counts (refuse_attempt).
takes_lapsed: the place is that of a redemption that lapsed unused, which is to be released first; p_may_take_lapsed false: only places that are free.
What is allowed also has the benefit, the price, the code''s lifespan_days, the course that the redemption gives, and the version of the
terms (updated_at). PT400 for a currency that private.currencies does not have.';

create or replace function private.discount_price(
  p_product_type text, p_product_id text, p_amount_micros bigint, p_currency text,
  out is_in_currency boolean, out amount_micros bigint, out currency text, out course_code text, out decimals integer)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_product_id is null then
    select k.decimals into decimals from private.currencies as k where k.currency = p_currency;
    is_in_currency := true;
    amount_micros := p_amount_micros;
    currency := p_currency;
    return;
  end if;
  select q.price_micros, q.currency, q.course_code into amount_micros, currency, course_code
    from (
      select c.price_micros, c.currency, c.course_code, null as store, true as is_listed
        from public.courses as c
       where c.course_code = p_product_id and c.status = 'published' and p_product_type in ('course', 'any')
      union all
      select o.price_micros, o.currency, s.course_code, s.store, o.is_listed
        from private.store_products as s
        left join public.courses as c on c.course_code = s.course_code
       cross join lateral (
         select s.price_micros, s.currency, true as is_listed
         union all
         select t.price_micros, t.currency, false
           from private.store_prices as t
          where t.store = s.store and t.product_id = s.product_id and p_currency is not null) as o
       where s.product_id = p_product_id and s.is_active and p_product_type in (s.kind, 'any') and (s.course_code is null or c.status = 'published')) as q
   -- Stores may ask different prices: the caller's is the one that it shows.
   order by coalesce(q.currency = p_currency, false) desc, q.store is null desc, coalesce(q.price_micros = p_amount_micros, false) desc,
            q.is_listed desc, q.store = 'stripe' desc, q.store
   limit 1;
  is_in_currency := coalesce(currency = coalesce(p_currency, currency), false);
  select k.decimals into decimals from private.currencies as k where k.currency = coalesce(p_currency, discount_price.currency);
end;
$$;
revoke all on function private.discount_price(text, text, bigint, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_price(text, text, bigint, text) is 'Price of a product that is on sale, and the course that it is; without a product p_amount_micros in p_currency.
A published course by its code, or a store product by its list price or, in p_currency, one of private.store_prices; of several stores'' prices the one that
equals p_amount_micros, else a list price, stripe''s, the first store''s by name. is_in_currency: it is in p_currency; false with a price: there is none in it, and this is
the price in force; without: the product is not on sale. decimals: of p_currency, else of the price''s currency; NULL when private.currencies does not have it.';

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
