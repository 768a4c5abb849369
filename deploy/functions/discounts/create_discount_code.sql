-- Deploy functions/discounts/create_discount_code: stamped from functions/discounts/create_discount_code.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function public.create_discount_code(p_spec jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  v_spec jsonb;
  v_benefit jsonb;
  v_row public.discount_codes;
  v_parent public.discount_codes;
  v_asked timestamptz;
  v_unknown text;
begin
  perform private.assert_writable();
  v_spec := private.json_object_argument('p_spec', p_spec, 262144, array[
    'code', 'product_type', 'product_ids', 'benefit', 'lifespan_days', 'starts_at', 'expires_at', 'max_redemptions', 'first_time_only',
    'min_amount_micros', 'currency', 'cohort', 'user_id', 'parent_code', 'owner_user_id']);
  v_benefit := private.json_object_argument('benefit', v_spec -> 'benefit', 1024, array['kind', 'value', 'currency']);

  v_row.product_type := private.json_text(v_spec, 'product_type', 32);
  v_row.product_ids := array(select distinct i from unnest(private.json_text_array(v_spec, 'product_ids', 500, 200)) as i order by i);
  v_row.benefit_kind := private.json_text(v_benefit, 'kind', 32);
  v_row.benefit_currency := private.json_text(v_benefit, 'currency', 3);
  v_row.lifespan_days := private.json_integer(v_spec, 'lifespan_days', 1, 3660)::integer;
  v_row.starts_at := coalesce(private.json_timestamp(v_spec, 'starts_at'), '-infinity');
  v_asked := coalesce(private.json_timestamp(v_spec, 'expires_at'), 'infinity');
  v_row.max_redemptions := private.json_integer(v_spec, 'max_redemptions', 0, 2147483647)::integer;
  v_row.first_time_only := coalesce(private.json_boolean(v_spec, 'first_time_only'), false);
  v_row.min_amount_micros := private.json_integer(v_spec, 'min_amount_micros', 0, 1000000000000000);
  v_row.currency := private.json_text(v_spec, 'currency', 3);
  v_row.audience_cohort := private.json_text(v_spec, 'cohort', 64);
  if private.json_text(v_spec, 'user_id', 36) !~* v_uuid or private.json_text(v_spec, 'owner_user_id', 36) !~* v_uuid then
    raise sqlstate 'PT400' using message = 'user_id and owner_user_id must be uuids';
  end if;
  v_row.audience_user_id := (v_spec ->> 'user_id')::uuid;
  v_row.owner_user_id := (v_spec ->> 'owner_user_id')::uuid;

  if v_row.product_type is null or v_row.product_type not in ('course', 'custom_course', 'subscription', 'credits', 'any') then
    raise sqlstate 'PT400' using message = 'product_type must be course, custom_course, subscription, credits or any';
  elsif v_row.product_type = 'any' and v_row.product_ids <> '{}' then
    raise sqlstate 'PT400' using message = 'product_ids need a product_type other than any';
  elsif v_row.benefit_kind is null or v_row.benefit_kind not in ('percent', 'amount', 'free_days', 'credits') then
    raise sqlstate 'PT400' using message = 'benefit.kind must be percent, amount, free_days or credits';
  elsif not v_benefit ? 'value' then
    raise sqlstate 'PT400' using message = 'benefit.value is missing';
  elsif (v_row.benefit_kind = 'amount') <> (v_row.benefit_currency is not null) then
    raise sqlstate 'PT400' using message = 'benefit.currency goes with benefit.kind amount, and only with it';
  elsif v_row.benefit_currency !~ '^[A-Z]{3}$' or v_row.currency !~ '^[A-Z]{3}$' then
    raise sqlstate 'PT400' using message = 'a currency must be an ISO 4217 code', hint = 'Three capital letters, such as EUR.';
  elsif (v_row.min_amount_micros is null) <> (v_row.currency is null) then
    raise sqlstate 'PT400' using message = 'min_amount_micros and currency go together';
  end if;
  v_row.benefit_value := private.json_integer(v_benefit, 'value', 1, case v_row.benefit_kind
    when 'percent' then 100 when 'amount' then 1000000000000000 when 'free_days' then 3660 else 1000000 end);
  if v_spec ? 'code' then
    v_row.code := private.normalise_code(private.json_text(v_spec, 'code', 200));
    if v_row.code is null then
      raise sqlstate 'PT400' using
        message = 'code must be 4 to 32 characters of A–Z and 0–9',
        hint = 'Case, spaces and dashes do not matter. Leave it out to have one made.';
    end if;
  end if;

  select i into v_unknown
    from unnest(v_row.product_ids) as i
   where not exists (select from private.store_products as s where s.product_id = i and s.kind = v_row.product_type)
     and not (v_row.product_type = 'course' and exists (select from public.courses as c where c.course_code = i))
   limit 1;
  if found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', v_unknown));
  elsif v_row.audience_cohort is not null
        and not exists (select from public.cohorts as c where c.slug = v_row.audience_cohort) then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', v_row.audience_cohort));
  end if;

  v_row.expires_at := v_asked;
  v_row.depth := 1;
  if v_spec ? 'parent_code' then
    -- Locked, so that nobody shortens the parent's life before the child is there to be seen.
    select * into v_parent
      from public.discount_codes as d
     where d.code = private.normalise_code(private.json_text(v_spec, 'parent_code', 200))
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
    code, product_type, product_ids, benefit_kind, benefit_value, benefit_currency, lifespan_days, starts_at, expires_at,
    max_redemptions, first_time_only, min_amount_micros, currency, audience_cohort, audience_user_id, parent_code, depth, owner_user_id)
  values (
    coalesce(v_row.code, private.generated_code()), v_row.product_type, v_row.product_ids, v_row.benefit_kind, v_row.benefit_value,
    v_row.benefit_currency, v_row.lifespan_days, v_row.starts_at, v_row.expires_at,
    v_row.max_redemptions, v_row.first_time_only, v_row.min_amount_micros, v_row.currency, v_row.audience_cohort,
    v_row.audience_user_id, v_row.parent_code, v_row.depth, v_row.owner_user_id)
  on conflict (code) do nothing
  returning d.code into v_row.code;
  if not found then
    return private.refuse('code_exists');
  end if;

  return jsonb_build_object(
    'ok', true,
    'code', v_row.code,
    'product_type', v_row.product_type,
    'product_ids', to_jsonb(v_row.product_ids),
    'benefit', jsonb_build_object('kind', v_row.benefit_kind, 'value', v_row.benefit_value, 'currency', v_row.benefit_currency),
    'lifespan_days', v_row.lifespan_days,
    'starts_at', nullif(v_row.starts_at, '-infinity'),
    'expires_at', nullif(v_row.expires_at, 'infinity'),
    'clipped', v_row.expires_at < v_asked,
    'max_redemptions', v_row.max_redemptions,
    'first_time_only', v_row.first_time_only,
    'min_amount_micros', v_row.min_amount_micros,
    'currency', v_row.currency,
    'cohort', v_row.audience_cohort,
    'user_id', v_row.audience_user_id,
    'parent_code', v_row.parent_code,
    'depth', v_row.depth,
    'owner_user_id', v_row.owner_user_id);
end;
$$;
revoke all on function public.create_discount_code(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.create_discount_code(jsonb) to service_role, dochub_admin;
comment on function public.create_discount_code(jsonb) is 'Makes a discount code.
p_spec: {code, product_type, product_ids, benefit: {kind, value, currency}, lifespan_days, starts_at, expires_at, max_redemptions, first_time_only, min_amount_micros, currency, cohort, user_id, parent_code, owner_user_id}; product_type and benefit are required, null is the same as absent. code: 4–32 of A–Z and 0–9, normalised; absent, one of 14 random characters is made. product_type: course, custom_course, subscription, credits, any. product_ids: course codes or store products that it is limited to. benefit: percent 1–100; amount in millionths of benefit.currency; free_days 1–3,660 of premium; credits 1–1,000,000. lifespan_days: how long the benefit lasts from its redemption (days of 24 hours; free days and courses that are given away have no other end than their own). starts_at, expires_at: when it can be redeemed, RFC 3339. max_redemptions: how often in all. first_time_only: only for who never paid. min_amount_micros with currency: least price. cohort, user_id: for whom; to others the code does not exist. owner_user_id: who hands it out and cannot redeem it. parent_code: the code that it derives from, at most five in a chain; it expires with its parent at the latest, an expires_at beyond that is cut and the answer says "clipped": true.
Answer: {ok, code, expires_at, depth, clipped} and the specification as stored. Refusals: code_exists (409), parent_not_found (404), chain_too_deep (422), unknown_product (422; details.product_id), unknown_cohort (422; details.slug); PT400 for a bad argument.
Example: POST /rpc/create_discount_code {"p_spec": {"code": "SPRING26", "product_type": "course", "benefit": {"kind": "percent", "value": 25}, "max_redemptions": 500, "expires_at": "2026-06-01T00:00:00Z"}}.';
commit;
