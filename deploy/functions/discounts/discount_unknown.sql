-- Deploy functions/discounts/discount_unknown: stamped from functions/discounts/discount_unknown.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
   where not exists (select from private.store_products as s where s.product_id = i and s.kind = p_code.product_type)
     and not (p_code.product_type = 'course' and exists (select from public.courses as c where c.course_code = i))
   limit 1;
  if found then
    return private.refuse('unknown_product', jsonb_build_object('product_id', v_unknown));
  elsif p_code.audience_cohort is not null
        and not exists (select from public.cohorts as c where c.slug = p_code.audience_cohort) then
    return private.refuse('unknown_cohort', jsonb_build_object('slug', p_code.audience_cohort));
  end if;
  return null;
end;
$$;
revoke all on function private.discount_unknown(public.discount_codes) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.discount_unknown(public.discount_codes) is 'The refusal of a discount code that names a product or a cohort which does not exist: unknown_product or unknown_cohort; NULL when all exist.';
commit;
