-- Deploy functions/discounts/spec: stamped from functions/discounts/spec.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function private.discount_argument(p_spec jsonb)
returns public.discount_codes
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_uuid constant text := '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$';
  v_spec jsonb;
  v_benefit jsonb;
  v_row public.discount_codes;
begin
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
  v_row.expires_at := coalesce(private.json_timestamp(v_spec, 'expires_at'), 'infinity');
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
  elsif exists (select 1 from unnest(array_remove(array[v_row.benefit_currency, v_row.currency], null)) as i
                 where not exists (select 1 from private.currencies as k where k.currency = i)) then
    raise sqlstate 'PT400' using message = 'a currency must be an ISO 4217 code', hint = 'A currency in use that has coins, such as EUR.';
  end if;
  if v_row.benefit_kind <> 'percent' then
    v_row.benefit_value := private.json_integer(v_benefit, 'value', 1, case v_row.benefit_kind
      when 'amount' then 1000000000000000 when 'free_days' then 3660 else 1000000 end);
  elsif jsonb_typeof(v_benefit -> 'value') = 'number' and (v_benefit -> 'value')::numeric between 0.01 and 100
        and (v_benefit -> 'value')::numeric % 0.01 = 0 then
    v_row.benefit_value := trunc((v_benefit -> 'value')::numeric);
    v_row.benefit_hundredths := nullif(((v_benefit -> 'value')::numeric - v_row.benefit_value) * 100, 0);
  else
    raise sqlstate 'PT400' using message = 'value must be a number from 0.01 to 100 with at most two decimals';
  end if;
  if v_spec ? 'code' then
    v_row.code := private.normalise_code(private.json_text(v_spec, 'code', 200));
    if v_row.code is null then
      raise sqlstate 'PT400' using
        message = 'code must be 4 to 32 characters of A–Z and 0–9',
        hint = 'Case, spaces and dashes do not matter. Leave it out to have one made.';
    end if;
  end if;
  -- As given: whether there is such a code is for the caller to see.
  v_row.parent_code := private.json_text(v_spec, 'parent_code', 200);
  return v_row;
end;
$$;
revoke all on function private.discount_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_argument(jsonb) is 'The specification of a discount code, checked (PT400) and typed as the row that it becomes.
code is NULL when none is given, parent_code as given. Whether products, cohort and parent exist is looked at by the caller.';

create or replace function private.discount_spec(p_code public.discount_codes)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'code', p_code.code,
    'product_type', p_code.product_type,
    'product_ids', to_jsonb(p_code.product_ids),
    'benefit', private.discount_benefit(p_code.benefit_kind, p_code.benefit_value, p_code.benefit_hundredths, p_code.benefit_currency),
    'lifespan_days', p_code.lifespan_days,
    'starts_at', nullif(p_code.starts_at, '-infinity'),
    'expires_at', nullif(p_code.expires_at, 'infinity'),
    'max_redemptions', p_code.max_redemptions,
    'first_time_only', p_code.first_time_only,
    'min_amount_micros', p_code.min_amount_micros,
    'currency', p_code.currency,
    'cohort', p_code.audience_cohort,
    'user_id', p_code.audience_user_id,
    'parent_code', p_code.parent_code,
    'owner_user_id', p_code.owner_user_id);
end;
$$;
revoke all on function private.discount_spec(public.discount_codes) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_spec(public.discount_codes) is 'The specification that a discount code has now, as create_discount_code takes it.
discount_argument reads it back.';

create or replace function private.discount_benefit(p_kind text, p_value bigint, p_hundredths integer, p_currency text)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return jsonb_build_object(
    'kind', p_kind,
    'value', case when p_hundredths is null then p_value else trim_scale(p_value + p_hundredths * 0.01) end,
    'currency', p_currency);
end;
$$;
revoke all on function private.discount_benefit(text, bigint, integer, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_benefit(text, bigint, integer, text) is 'The benefit of a code as answers and specifications show it: {kind, value, currency}; a percentage with its decimals.';

create or replace function private.discount_unknown(p_code public.discount_codes)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_unknown text;
begin
  select i into v_unknown
    from unnest(p_code.product_ids) as i
   where not exists (select 1 from private.store_products as s where s.product_id = i and s.kind = p_code.product_type)
     and not (p_code.product_type = 'course' and exists (select 1 from public.courses as c where c.course_code = i))
   limit 1;
  if found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', v_unknown));
  elsif p_code.audience_cohort is not null
        and not exists (select 1 from public.cohorts as c where c.slug = p_code.audience_cohort) then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', p_code.audience_cohort));
  end if;
  return null;
end;
$$;
revoke all on function private.discount_unknown(public.discount_codes) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_unknown(public.discount_codes) is 'The refusal of a discount code that names a product or a cohort which does not exist.
unknown_product or unknown_cohort; NULL when all exist.';
commit;
