-- Deploy functions/discounts/discount_chain: stamped from functions/discounts/discount_chain.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.discount_chain(p_code text)
returns jsonb
language plpgsql
stable
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_code text := private.normalise_code(p_code);
  v_chain jsonb;
  v_descendants jsonb;
begin
  with recursive chain as (
    select d.code, d.parent_code, d.depth from public.discount_codes as d where d.code = v_code
    union all
    select p.code, p.parent_code, p.depth from chain as c join public.discount_codes as p on p.code = c.parent_code)
  select jsonb_agg(c.code order by c.depth) into v_chain from chain as c;
  if v_chain is null then
    return private.refuse('code_not_found');
  end if;
  with recursive below as (
    select d.* from public.discount_codes as d where d.parent_code = v_code
    union all
    select d.* from below as b join public.discount_codes as d on d.parent_code = b.code)
  select coalesce(jsonb_agg(jsonb_build_object(
           'code', b.code, 'parent_code', b.parent_code, 'depth', b.depth, 'is_active', b.is_active,
           'starts_at', nullif(b.starts_at, '-infinity'), 'expires_at', nullif(b.expires_at, 'infinity'),
           'max_redemptions', b.max_redemptions, 'times_redeemed', b.times_redeemed, 'owner_user_id', b.owner_user_id)
           order by b.depth, b.code), '[]')
    into v_descendants
    from below as b;
  return jsonb_build_object('ok', true, 'code', v_code, 'chain', v_chain, 'descendants', v_descendants);
end;
$$;
revoke all on function public.discount_chain(text) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.discount_chain(text) to service_role, dochub_admin;
comment on function public.discount_chain(text) is 'Where a discount code stands: the codes that it derives from and those that derive from it. Changes nothing.
Answer: {ok, code, chain: [code, from the root down to this one], descendants: [{code, parent_code, depth, is_active, starts_at, expires_at, max_redemptions, times_redeemed, owner_user_id}, by depth and name]}; depth is 1 for a root and at most 5. Refusal: code_not_found (404).
Example: GET /rpc/discount_chain?p_code=SPRING26.';
commit;
