-- Deploy functions/store/waiting: stamped from functions/store/waiting.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
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
commit;
