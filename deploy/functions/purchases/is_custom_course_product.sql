-- Deploy functions/purchases/is_custom_course_product: stamped from functions/purchases/is_custom_course_product.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.is_custom_course_product(p_store text, p_product_id text, p_course_code text)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- Each is made for one user and priced by whoever sells it, so the catalog need not know the product; what it knows as
  -- something else (credits, a subscription, a course) must not pass for one.
  return p_course_code is null and not exists (
    select from private.store_products as p
     where p.store = p_store and p.product_id = p_product_id and p.kind <> 'custom_course');
end;
$$;
revoke all on function private.is_custom_course_product(text, text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.is_custom_course_product(text, text, text) is 'Whether what a purchase names (a store product, a course code, neither) can be a custom course: any product that private.store_products does not know as something else.';
commit;
