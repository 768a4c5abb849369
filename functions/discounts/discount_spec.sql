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
    'benefit', jsonb_build_object('kind', p_code.benefit_kind, 'value', p_code.benefit_value, 'currency', p_code.benefit_currency),
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
comment on function private.discount_spec(public.discount_codes) is 'The specification that a discount code has now, in the form in which create_discount_code takes it: discount_argument reads it back.';
