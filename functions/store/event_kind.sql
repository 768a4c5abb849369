create or replace function private.event_kind(p_event public.subscription_events)
returns text
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  if p_event.product_id is not null then
    return coalesce((
      select p.kind from private.store_products as p where p.store = p_event.store and p.product_id = p_event.product_id), 'unknown');
  elsif p_event.event_type not in ('refunded', 'revoked', 'refund_reversed') then
    return 'subscription';
  end if;
  -- A refund may not say what was bought: the claim does.
  return (
    select c.kind
      from private.receipt_claims as c
     where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (private.event_refs(p_event))
     order by array_position(private.event_refs(p_event), c.transaction_id)
     limit 1);
end;
$$;
revoke all on function private.event_kind(public.subscription_events) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.event_kind(public.subscription_events) is 'What an event is about: subscription, credits, course, custom_course; unknown for a product that private.store_products does not know; NULL for a refund that names no product, of a receipt that nobody has claimed.';
