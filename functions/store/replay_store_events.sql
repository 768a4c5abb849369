create or replace function public.replay_store_events(p_filter jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.replay_store_events(p_filter, now());
end;
$$;
revoke all on function public.replay_store_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.replay_store_events(jsonb) to service_role, dochub_admin;
comment on function public.replay_store_events(jsonb) is 'Judges again what waits in the stores'' inbox: after a product or a type was added, or to be sure that nothing is left.
Nothing depends on it being called: what waits for an account is judged at the sign-up, what waits for a right or a purchase with the next event about it.
p_filter, each optional: {store, environment, notification_id, waits_for: [owner, account, right, purchase, type, product], account: a user''s id, limit (events
a call, 1–200, default 50), after: the cursor of the answer before}. The oldest come first.
Answer: {ok, judged, dispositions: {applied, stale, orphan, ignored, duplicate, busy, code of a refusal: how many}, left, cursor}. left: how many that the
filter names wait still; cursor: pass it as after, until it is null. busy: somebody else was at it just now.
PT400 for a bad argument. Example: POST /rpc/replay_store_events {"p_filter": {"waits_for": ["product"]}}.';

create or replace function private.replay_store_events(p_filter jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_filter record := private.inbox_filter(p_filter, 50);
  v_waiting jsonb := private.waiting_events(v_filter);
  v_keys jsonb[] := array(select e.value from jsonb_array_elements(v_waiting) as e limit v_filter.count);
  v_dispositions jsonb := '{}'::jsonb;
begin
  while v_keys <> '{}' loop
    begin
      perform private.lock_events(private.payloads(v_keys), p_at);
      v_dispositions := private.judge_again(v_keys, p_at);
      exit;
    exception
      -- What was looked at has changed before it was locked.
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
  return jsonb_build_object(
    'ok', true,
    'judged', cardinality(v_keys),
    'dispositions', v_dispositions,
    'left', private.count_waiting(v_filter),
    'cursor', case when jsonb_array_length(v_waiting) > v_filter.count then v_waiting -> (v_filter.count - 1) end);
end;
$$;
revoke all on function private.replay_store_events(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.replay_store_events(jsonb, timestamptz) is 'replay_store_events at a given time.';

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
Reads only. PT400 for a bad argument. Without a filter GET works too. Example: POST /rpc/store_inbox_report {"p_filter": {"waits_for": ["right"]}}.';

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

create or replace function private.inbox_filter(
  p_filter jsonb, p_default_count integer,
  out store text, out environment text, out notification_id text, out waits_for text[], out account_sha256 text, out count integer, out after jsonb)
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_filter jsonb := private.json_object_argument('p_filter', coalesce(p_filter, '{}'), 8192, array[
    'store', 'environment', 'notification_id', 'waits_for', 'account', 'limit', 'after']);
begin
  store := nullif(private.json_text(v_filter, 'store', 32), '');
  environment := case when v_filter ? 'environment' then private.json_choice(v_filter, 'environment', array['production', 'sandbox']) end;
  notification_id := nullif(private.json_text(v_filter, 'notification_id', 200), '');
  waits_for := private.json_text_array(v_filter, 'waits_for', 6, 16);
  account_sha256 := private.account_sha256(private.json_uuid(v_filter, 'account'));
  count := coalesce(private.json_integer(v_filter, 'limit', 1, 200), p_default_count);
  if not waits_for <@ array['owner', 'account', 'right', 'purchase', 'type', 'product'] then
    raise sqlstate 'PT400' using message = 'waits_for must be of owner, account, right, purchase, type, product';
  end if;
  if v_filter ? 'after' then
    after := private.json_object_argument('after', v_filter -> 'after', 1024, array['received_at', 'store', 'environment', 'notification_id']);
    if private.json_timestamp(after, 'received_at') is null then
      raise sqlstate 'PT400' using message = 'after must be the cursor of an answer';
    end if;
    after := after || jsonb_build_object(
      'store', private.json_required_text(after, 'store', 32), 'environment', private.json_required_text(after, 'environment', 32),
      'notification_id', private.json_required_text(after, 'notification_id', 200));
  end if;
end;
$$;
revoke all on function private.inbox_filter(jsonb, integer) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.inbox_filter(jsonb, integer) is 'p_filter of replay_store_events and store_inbox_report, checked (PT400) and typed.';

create or replace function private.waiting_events(p_filter record)
returns jsonb
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_after_at timestamptz := (p_filter.after ->> 'received_at')::timestamptz;
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(w)), '[]')
      from (
        select i.received_at, i.store, i.environment, i.notification_id
          from private.store_inbox as i
         where i.waits_for is not null and i.disposition in ('orphan', 'ignored') and i.payload is not null
           and (p_filter.store is null or i.store = p_filter.store) and (p_filter.environment is null or i.environment = p_filter.environment)
           and (p_filter.notification_id is null or i.notification_id = p_filter.notification_id)
           and (p_filter.waits_for is null or i.waits_for = any (p_filter.waits_for))
           and (p_filter.account_sha256 is null or i.account_sha256 = p_filter.account_sha256)
           and (v_after_at is null or (i.received_at, i.store, i.environment, i.notification_id)
                > (v_after_at, p_filter.after ->> 'store', p_filter.after ->> 'environment', p_filter.after ->> 'notification_id'))
         order by i.received_at, i.store, i.environment, i.notification_id
         limit p_filter.count + 1) as w);
end;
$$;
revoke all on function private.waiting_events(record) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.waiting_events(record) is 'Keys of the events that wait and that a filter names, the oldest first, and one more than asked for, if there is one.';

create or replace function private.count_waiting(p_filter record)
returns bigint
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return (
    select count(*)
      from private.store_inbox as i
     where i.waits_for is not null and i.disposition in ('orphan', 'ignored') and i.payload is not null
       and (p_filter.store is null or i.store = p_filter.store) and (p_filter.environment is null or i.environment = p_filter.environment)
       and (p_filter.notification_id is null or i.notification_id = p_filter.notification_id)
       and (p_filter.waits_for is null or i.waits_for = any (p_filter.waits_for))
       and (p_filter.account_sha256 is null or i.account_sha256 = p_filter.account_sha256));
end;
$$;
revoke all on function private.count_waiting(record) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.count_waiting(record) is 'How many events wait that a filter names, from whichever on.';
