create or replace function private.first_payment(
  p_user_id uuid,
  out store text, out environment text, out transaction_id text, out paid_at timestamptz)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  -- As has_purchased: unknown prices count. What was refunded was no payment, and the sandbox has none.
  select p.store, p.environment, p.transaction_id, p.paid_at
    into store, environment, transaction_id, paid_at
    from (
      select c.store, c.environment, c.transaction_id, c.purchased_at as paid_at
        from public.course_purchases as c
       where c.user_id = p_user_id and c.source in ('store', 'web') and c.environment = 'production' and c.price_micros is distinct from 0
      union all
      select a.store, a.environment, a.transaction_id, a.purchased_at
        from public.ai_credit_purchases as a
       where a.user_id = p_user_id and a.environment = 'production' and a.price_micros is distinct from 0
      union all
      select m.store, m.environment, m.transaction_id, m.purchased_at
        from public.custom_course_purchases as m
       where m.user_id = p_user_id and m.environment = 'production' and m.price_micros is distinct from 0
      union all
      select t.store, t.environment, t.transaction_id, t.purchased_at
        from private.store_transactions as t
       where t.user_id = p_user_id and t.store <> 'code' and t.environment = 'production' and t.price_micros is distinct from 0) as p
   where not private.is_payment_refunded(p.store, p.environment, p.transaction_id)
   order by p.paid_at, p.store, p.transaction_id collate "C"
   limit 1;
end;
$$;
revoke all on function private.first_payment(uuid) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.first_payment(uuid) is 'The earliest payment of a user that is on record and not refunded; NULL when there is none.';
