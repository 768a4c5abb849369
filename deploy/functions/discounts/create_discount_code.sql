-- Deploy functions/discounts/create_discount_code: stamped from functions/discounts/create_discount_code.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.create_discount_code(p_spec jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_row public.discount_codes;
  v_parent public.discount_codes;
  v_asked timestamptz;
  v_refusal jsonb;
begin
  perform private.assert_writable();
  v_row := private.discount_argument(p_spec);
  v_refusal := private.discount_unknown(v_row);
  if v_refusal is not null then
    return v_refusal;
  end if;

  v_asked := v_row.expires_at;
  v_row.depth := 1;
  if v_row.parent_code is not null then
    -- Locked, so that nobody shortens the parent's life before the child is there to be seen.
    select * into v_parent
      from public.discount_codes as d
     where d.code = private.normalise_code(v_row.parent_code)
       for share;
    if not found then
      return private.refuse('parent_not_found');
    elsif v_parent.depth >= 5 then
      return private.refuse('chain_too_deep');
    end if;
    v_row.parent_code := v_parent.code;
    v_row.depth := v_parent.depth + 1;
    v_row.expires_at := least(v_asked, v_parent.expires_at);
  end if;
  if v_row.expires_at <= v_row.starts_at then
    raise sqlstate 'PT400' using message = 'the code would expire before it starts', hint = 'A code never outlives its parent.';
  end if;

  insert into public.discount_codes as d (
    code, product_type, product_ids, benefit_kind, benefit_value, benefit_hundredths, benefit_currency, lifespan_days, starts_at, expires_at,
    max_redemptions, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id)
  values (
    coalesce(v_row.code, private.generated_code()), v_row.product_type, v_row.product_ids, v_row.benefit_kind, v_row.benefit_value,
    v_row.benefit_hundredths, v_row.benefit_currency, v_row.lifespan_days, v_row.starts_at, v_row.expires_at,
    v_row.max_redemptions, v_row.first_time_only, v_row.min_amount_micros, v_row.currency, v_row.audience_cohort,
    v_row.audience_user_id, v_row.parent_code, v_row.depth, v_row.owner_user_id)
  on conflict (code) do nothing
  returning d.code into v_row.code;
  if not found then
    return private.refuse('code_exists');
  end if;

  return private.discount_spec(v_row) || jsonb_build_object(
    'ok', true,
    'clipped', v_row.expires_at < v_asked,
    'depth', v_row.depth);
end;
$$;
revoke all on function public.create_discount_code(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.create_discount_code(jsonb) to service_role, dochub_admin;
comment on function public.create_discount_code(jsonb) is 'Makes a discount code.
p_spec: {code, product_type, product_ids, benefit: {kind, value, currency}, lifespan_days, starts_at, expires_at, max_redemptions, first_time_only, min_amount_micros, currency, cohort, user_id, parent_code, owner_user_id}; product_type and benefit are required, null is the same as absent. code: 4–32 of A–Z and 0–9, normalised; absent, one of 14 random characters is made. product_type: course, custom_course, subscription, credits, any. product_ids: course codes or store products that it is limited to. benefit: percent up to 100, with up to two decimals (12.5, 33.33); amount in millionths of benefit.currency; free_days 1–3,660 of premium; credits 1–1,000,000. lifespan_days: how long the benefit lasts from its redemption (days of 24 hours; free days and courses that are given away have no other end than their own). starts_at, expires_at: when it can be redeemed, RFC 3339. max_redemptions: how often in all. first_time_only: only for who never paid. min_amount_micros with currency: least price; a price in another currency does not meet it. Currencies: ISO 4217, in use and with coins (private.currencies). cohort, user_id: for whom; to others the code does not exist. owner_user_id: who hands it out and cannot redeem it. parent_code: the code that it derives from, at most five in a chain; it expires with its parent at the latest, an expires_at beyond that is cut and the answer says "clipped": true.
Answer: {ok, code, expires_at, depth, clipped} and the specification as stored. Refusals: code_exists (409), parent_not_found (404), chain_too_deep (422), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/create_discount_code {"p_spec": {"code": "SPRING26", "product_type": "course", "benefit": {"kind": "percent", "value": 25}, "max_redemptions": 500, "expires_at": "2026-06-01T00:00:00Z"}}.';
commit;
