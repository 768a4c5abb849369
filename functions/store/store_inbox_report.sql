create or replace function public.store_inbox_report(p_filter jsonb default null)
returns jsonb
language plpgsql
stable
parallel unsafe
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  return private.store_inbox_report(p_filter, now());
end;
$$;
revoke all on function public.store_inbox_report(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.store_inbox_report(jsonb) to service_role, dochub_admin;
comment on function public.store_inbox_report(jsonb) is 'What waits in the stores'' inbox, and for what.
p_filter: as for replay_store_events (limit: default 100).
Answer: {ok, waiting, reasons: [{store, environment, waits_for, count, oldest_at}], events: [{store, environment, notification_id, event_type, disposition,
waits_for, transaction_id, original_transaction_id, product_id, account_sha256, occurred_at, received_at, age_seconds, deliveries}], cursor}.
waits_for: owner (nobody is known whose it is), account (the one that it names is not made yet), right (another account has the subscription, which entitles it
still: transfer_subscription ends that), purchase (that it refunds), type, product (unknown yet: add it, then replay_store_events). account_sha256: of the id of
the account that it names. What the store sent is not shown. cursor: pass it as after for the next events, until it is null.
Reads only. PT400 for a bad argument. Example: GET /rpc/store_inbox_report.';

create or replace function private.store_inbox_report(p_filter jsonb, p_at timestamptz)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_filter record := private.inbox_filter(p_filter, 100);
  v_waiting jsonb := private.waiting_events(v_filter);
  v_reasons jsonb;
  v_events jsonb;
begin
  select coalesce(jsonb_agg(to_jsonb(r) order by r.store, r.environment, r.waits_for), '[]') into strict v_reasons
    from (
      select i.store, i.environment, i.waits_for, count(*) as count, min(i.received_at) as oldest_at
        from private.store_inbox as i
       where i.waits_for is not null and i.disposition in ('orphan', 'ignored') and i.payload is not null
       group by i.store, i.environment, i.waits_for) as r;
  select coalesce(jsonb_agg(to_jsonb(e) order by e.received_at, e.store, e.environment, e.notification_id), '[]') into strict v_events
    from (
      select i.store, i.environment, i.notification_id, i.event_type, i.disposition, i.waits_for, i.transaction_id, i.original_transaction_id,
             i.payload #>> '{transaction,product_id}' as product_id, i.account_sha256, i.occurred_at, i.received_at,
             floor(extract(epoch from p_at - i.received_at))::bigint as age_seconds, i.deliveries
        from jsonb_to_recordset(v_waiting) as w (store text, environment text, notification_id text)
        join private.store_inbox as i using (store, environment, notification_id)
       order by i.received_at, i.store, i.environment, i.notification_id
       limit v_filter.count) as e;
  return jsonb_build_object(
    'ok', true,
    'waiting', private.count_waiting(v_filter),
    'reasons', v_reasons,
    'events', v_events,
    'cursor', case when jsonb_array_length(v_waiting) > v_filter.count then v_waiting -> (v_filter.count - 1) end);
end;
$$;
revoke all on function private.store_inbox_report(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.store_inbox_report(jsonb, timestamptz) is 'store_inbox_report at a given time.';
