-- Deploy functions/maintenance/drop_logs: stamped from functions/maintenance/drop_logs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.drop_logs(p_before timestamptz, p_ids_before timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
declare
  v_partition regclass;
  v_name text;
  v_dropped text[] := '{}'::text[];
  v_kept text[] := '{}'::text[];
  v_deleted bigint := 0;
  v_ids bigint;
  v_count bigint;
  v_is_locked boolean := false;
  v_is_busy boolean := false;
begin
  delete from private.app_logs_default as l
   where l.ctid = any (array(select d.ctid from private.app_logs_default as d where d.received_at < p_before limit 10000));
  get diagnostics v_deleted = row_count;
  delete from private.server_logs_default as l
   where l.ctid = any (array(select d.ctid from private.server_logs_default as d where d.received_at < p_before limit 10000));
  get diagnostics v_count = row_count;
  v_deleted := v_deleted + v_count;
  delete from private.recent_log_events as e
   where e.ctid = any (array(select r.ctid from private.recent_log_events as r where r.received_at < p_ids_before limit 20000));
  get diagnostics v_ids = row_count;

  for v_partition in
    select p.partition
      from unnest(array['public.app_logs', 'public.server_logs']::regclass[]) as t (parent)
     cross join lateral private.log_partitions(t.parent) as p
     where p.ends_at <= p_before
     order by p.ends_at, p.partition::text
     limit 200
  loop
    if not v_is_locked and not private.lock_log_tables() then
      v_is_busy := true;
      exit;
    end if;
    v_is_locked := true;
    begin
      -- Somebody may have dropped it by hand before the lock was given.
      v_name := (select c.relname from pg_class as c where c.oid = v_partition);
      if v_name is not null then
        perform private.drop_log_partition(v_partition);
        v_dropped := v_dropped || v_name;
      end if;
    exception
      -- Somebody reads this very partition.
      when lock_not_available then
        v_kept := v_kept || v_name;
    end;
  end loop;
  return jsonb_build_object(
    'ok', not v_is_busy and v_kept = '{}', 'dropped', v_dropped, 'deleted', v_deleted, 'event_ids', v_ids, 'busy', v_is_busy or v_kept <> '{}');
end;
$$;
revoke all on function private.drop_logs(timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_logs(timestamptz, timestamptz) is 'drop_expired_logs of what was received before a time, and the event identifiers before another. At most 10,000 rows of each default partition, 20,000 identifiers and 200 partitions a run.';
commit;
