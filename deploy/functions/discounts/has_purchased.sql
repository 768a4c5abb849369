-- Deploy functions/discounts/has_purchased: stamped from functions/discounts/has_purchased.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.has_purchased(p_user_id uuid)
returns boolean
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_is_tester boolean := exists (select from public.user_profile as u where u.user_id = p_user_id and u.is_tester);
begin
  -- A refunded purchase was one; a free one, or one whose receipt proved false, was not. Unknown prices count.
  return exists (
      select from public.course_purchases as c
       where c.user_id = p_user_id and c.source in ('store', 'web') and c.validation <> 'invalid'
         and c.price_micros is distinct from 0 and (c.environment = 'production' or v_is_tester))
    or exists (
      select from public.ai_credit_purchases as a
       where a.user_id = p_user_id
         and a.price_micros is distinct from 0 and (a.environment = 'production' or v_is_tester))
    or exists (
      select from public.custom_course_purchases as p
       where p.user_id = p_user_id and p.validation <> 'invalid'
         and p.price_micros is distinct from 0 and (p.environment = 'production' or v_is_tester))
    or exists (
      select from private.store_transactions as t
       where t.user_id = p_user_id and t.store <> 'code'
         and t.price_micros is distinct from 0 and (t.environment = 'production' or v_is_tester));
end;
$$;
revoke all on function private.has_purchased(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.has_purchased(uuid) is 'Whether a user ever paid for anything: a course, credits, a custom course, a subscription. Refunded purchases count; free ones, gifts and discount codes'' free days do not; sandbox ones count for testers only.';
commit;
