create or replace function private.move_subscription(
  p_from uuid, p_to uuid, p_original_transaction_id text, p_event public.subscription_events, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key text := 'transfer:' || encode(sha256(convert_to(concat_ws(chr(31), p_event.notification_id, p_original_transaction_id), 'UTF8')), 'hex');
  v_moved text[];
  v_row public.subscription_events;
begin
  select array_agg(c.transaction_id) into v_moved
    from private.receipt_claims as c
   where c.store = p_event.store and c.environment = p_event.environment and c.original_transaction_id = any (private.subscription_family(p_from, p_event.store, p_event.environment, p_original_transaction_id))
     and c.user_id = p_from and c.kind = 'subscription';
  if v_moved is null then
    -- Moved already, with another one that is linked with it.
    return;
  end if;
  update private.receipt_claims as c
     set user_id = p_to, claimed_at = p_at
   where c.store = p_event.store and c.environment = p_event.environment and c.transaction_id = any (v_moved);
  -- The log stays with who had it; what it says of these transactions, the new holder's fold has to know too.
  for v_row in
    select * from public.subscription_events as e
     where e.user_id = p_from and e.store = p_event.store and e.environment = p_event.environment
       and e.transaction_id = any (v_moved) and e.event_type not in ('transferred_in', 'transferred_out')
     order by e.occurred_at, e.notification_id collate "C"
  loop
    v_row.user_id := p_to;
    v_row.event_id := gen_random_uuid();
    v_row.recorded_at := p_at;
    insert into public.subscription_events values (v_row.*) on conflict (user_id, store, environment, notification_id) do nothing;
  end loop;
  for v_out in 0 .. 1 loop
    insert into public.subscription_events (
      user_id, store, environment, notification_id, event_type, disposition, transaction_id, original_transaction_id, product_id,
      occurred_at, recorded_at)
    values (
      case v_out when 1 then p_from else p_to end, p_event.store, p_event.environment, v_key,
      case v_out when 1 then 'transferred_out' else 'transferred_in' end, 'applied',
      p_event.transaction_id, p_original_transaction_id, p_event.product_id, p_event.occurred_at, p_at)
    on conflict (user_id, store, environment, notification_id) do nothing;
  end loop;
end;
$$;
revoke all on function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.move_subscription(uuid, uuid, text, public.subscription_events, timestamptz) is 'Moves a store subscription that entitles nobody any more, with those that purchase tokens link with it, from one account to another: claims, a copy of its events, and a row transferred_out and one transferred_in of the same notification_id in the two logs. Called under both users'' and the receipts'' locks, before fold_events of both.';
