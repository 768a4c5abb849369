create or replace function private.ensure_log_partitions(p_ahead interval)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_ahead is null or p_ahead < interval '0' or p_ahead > interval '366 days' then
    raise sqlstate 'PT400' using message = 'p_ahead must be from nothing to 366 days';
  end if;
  -- One maintenance at a time; what this one would do the other does.
  if not pg_try_advisory_xact_lock(hashtextextended('dochub.maintenance', 0)) then
    return '{"ok": false, "made": [], "moved": 0, "left": null, "busy": true}'::jsonb;
  end if;
  return private.make_log_partitions(p_ahead, now());
end;
$$;
revoke all on function private.ensure_log_partitions(interval) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.ensure_log_partitions(interval) is 'Makes the weekly partitions of app_logs and server_logs (Monday 00:00 to Monday 00:00 UTC).
From the present week to now + p_ahead, with the policies and grants of policies/access.yaml, and those of older weeks whose rows lie in the
default partition; these rows move along in the same transaction. Nothing to do: takes no lock.
Writers wait 100 ms at most for each attempt to lock, and while the partitions are made.
Answer: {ok, made: [names], moved, left, busy}: rows moved out of the default partitions and left there;
busy: another maintenance, a backup or a long report kept the tables, and nothing was done: run it again.
Leaves a warning in server_logs when a default partition was not empty.
With more than settings.log_default_rows rows in a default partition nothing is made for that table (docs/maintenance.md).
For the scheduler: dochub_owner and its members only.
Example: select private.ensure_log_partitions(''28 days'');';

create or replace function private.make_log_partitions(p_ahead interval, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_table text;
  v_most integer;
  v_rows bigint;
  v_weeks timestamptz[];
  v_week timestamptz;
  v_todo jsonb := '{}'::jsonb;
  v_made text[] := '{}'::text[];
  v_moved bigint := 0;
  v_left bigint := 0;
  v_is_busy boolean := false;
begin
  select s.log_default_rows into strict v_most from private.settings as s;
  foreach v_table in array array['app_logs', 'server_logs'] loop
    if v_table = 'app_logs' then
      select count(*), array_agg(distinct date_trunc('week', d.received_at, 'UTC')) into v_rows, v_weeks
        from (select l.received_at from private.app_logs_default as l limit v_most + 1) as d;
    else
      select count(*), array_agg(distinct date_trunc('week', d.received_at, 'UTC')) into v_rows, v_weeks
        from (select l.received_at from private.server_logs_default as l limit v_most + 1) as d;
    end if;
    v_left := v_left + v_rows;
    -- Attaching a partition reads the whole default one while writers wait, so that must be small.
    if v_rows <= v_most then
      -- The weeks ahead, and those of whatever lies in the default partition, that no partition covers.
      select array_agg(distinct w order by w) into v_weeks
        from (select generate_series(date_trunc('week', p_at, 'UTC'), p_at + p_ahead, interval '168 hours')
              union all
              select u from unnest(v_weeks) as u where isfinite(u)) as t (w)
       where not exists (
         select 1 from private.log_partitions(('public.' || v_table)::regclass) as p
          where p.starts_at < w + interval '168 hours' and w < p.ends_at);
      if v_weeks is not null then
        -- The newest first: the present week matters most.
        v_todo := v_todo || jsonb_build_object(v_table, (select jsonb_agg(w order by w desc) from (select w from unnest(v_weeks) as w order by w desc limit 100) as t));
      end if;
    end if;
  end loop;

  if v_todo <> '{}' then
    v_is_busy := not private.lock_log_tables();
  end if;
  if v_todo <> '{}' and not v_is_busy then
    for v_table, v_week in
      select t.key, w::timestamptz from jsonb_each(v_todo) as t cross join lateral jsonb_array_elements_text(t.value) as w order by t.key, w::timestamptz
    loop
      -- Somebody else may have made it before the lock was given.
      if not exists (
        select 1 from private.log_partitions(('public.' || v_table)::regclass) as p
         where p.starts_at < v_week + interval '168 hours' and v_week < p.ends_at)
      then
        v_moved := v_moved + private.make_log_partition(v_table, v_week);
        v_made := v_made || (v_table || '_p' || to_char(v_week at time zone 'UTC', 'YYYYMMDD'));
      end if;
    end loop;
  end if;
  if v_left > 0 then
    perform private.log_server_event(
      jsonb_build_object(
        'function_name', 'ensure_log_partitions',
        'level', 'warning',
        'message', 'A default log partition was not empty: no partition was there in time. Run maintenance more often, or further ahead.',
        'context', jsonb_build_object('rows', v_left, 'moved', v_moved, 'most', v_most, 'busy', v_is_busy)),
      null, p_at);
  end if;
  return jsonb_build_object('ok', not v_is_busy and v_left - v_moved <= 0, 'made', v_made, 'moved', v_moved, 'left', greatest(v_left - v_moved, 0), 'busy', v_is_busy);
end;
$$;
revoke all on function private.make_log_partitions(interval, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.make_log_partitions(interval, timestamptz) is 'ensure_log_partitions at a given time.';

create or replace function private.log_partitions(p_parent regclass)
returns table (partition regclass, starts_at timestamptz, ends_at timestamptz)
language plpgsql
stable
security invoker
rows 20
set search_path = pg_catalog, pg_temp
as $$
begin
  -- pg_get_expr writes a bound as this session reads it, whatever its time zone and date style.
  return query
    select c.oid::regclass, substring(b.bound from 'FROM [(]''([^'']+)''')::timestamptz, substring(b.bound from 'TO [(]''([^'']+)''')::timestamptz
      from pg_inherits as i
      join pg_class as c on c.oid = i.inhrelid
     cross join lateral (select pg_get_expr(c.relpartbound, c.oid)) as b (bound)
     where i.inhparent = p_parent and b.bound <> 'DEFAULT';
end;
$$;
revoke all on function private.log_partitions(regclass) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.log_partitions(regclass) is 'The partitions of a log table but for the default one, with their bounds [starts_at, ends_at).';

create or replace function private.lock_log_tables()
returns boolean
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set lock_timeout = '100ms'
as $$
begin
  for v_try in 1 .. 10 loop
    begin
      -- Both at once, and parents before partitions, as writers lock them: nobody who waits here holds what a writer wants.
      -- A weaker lock would let in writers who looked the partition up before the change, and their rows would be refused.
      lock table only public.app_logs, only public.server_logs, private.app_logs_default, private.server_logs_default in access exclusive mode;
      return true;
    exception
      when lock_not_available or deadlock_detected then
        null;
    end;
    -- Who queued up behind this attempt goes first.
    perform pg_sleep(0.05);
  end loop;
  return false;
end;
$$;
revoke all on function private.lock_log_tables() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.lock_log_tables() is 'Locks the log tables and their default partitions until the end of the transaction, so that partitions can be made and dropped.
Writers wait for each of ten attempts 100 ms at most; false when something else (a backup, a long report) keeps the tables: try again later.';

create or replace function private.make_log_partition(p_table text, p_starts_at timestamptz)
returns bigint
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_name text := p_table || '_p' || to_char(p_starts_at at time zone 'UTC', 'YYYYMMDD');
  v_starts_at text := to_char(p_starts_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"+00"');
  v_ends_at text := to_char((p_starts_at + interval '168 hours') at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS"+00"');
  v_moved bigint;
begin
  execute format('create table private.%I (like public.%I including all)', v_name, p_table);
  -- What the default partition holds of this time comes along; it would stand in the way of the new one.
  execute format(
    'with moved as (delete from private.%I where received_at >= %L and received_at < %L returning *) insert into private.%I select * from moved',
    p_table || '_default', v_starts_at, v_ends_at, v_name);
  get diagnostics v_moved = row_count;
  execute format('alter table public.%I attach partition private.%I for values from (%L) to (%L)', p_table, v_name, v_starts_at, v_ends_at);
  execute format('comment on table private.%I is %L', v_name,
    format('Partition of %s: received from %s to %s.', p_table, v_starts_at, v_ends_at));

  -- As the policy file of the table does for the default partition.
  execute format('alter table private.%I enable row level security', v_name);
  execute format('alter table private.%I force row level security', v_name);
  execute format('create policy %I on private.%I for select to dochub_backup, dochub_owner using (true)', v_name || '_select_all', v_name);
  execute format('comment on policy %I on private.%I is %L', v_name || '_select_all', v_name, 'Maintenance looks into the partition; backups read every row.');
  execute format('create policy %I on private.%I for delete to dochub_owner using (true)', v_name || '_delete_owner', v_name);
  execute format('comment on policy %I on private.%I is %L', v_name || '_delete_owner', v_name, 'Maintenance empties the partition.');
  execute format('revoke all on table private.%I from public, anon, authenticated, service_role, dochub_admin, dochub_backup', v_name);
  execute format('grant select on table private.%I to dochub_backup', v_name);
  return v_moved;
end;
$$;
revoke all on function private.make_log_partition(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.make_log_partition(text, timestamptz) is 'Makes the partition of app_logs or server_logs for one week, with policies and grants.
p_starts_at: its Monday 00:00 UTC. Moves the rows of that week out of the default partition; returns how many. Under lock_log_tables.';

create or replace function private.drop_expired_logs(p_keep interval)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_ids_kept_for interval;
begin
  perform private.assert_writable();
  if p_keep is null or p_keep < interval '0' then
    raise sqlstate 'PT400' using message = 'p_keep must be nothing or more';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('dochub.maintenance', 0)) then
    return '{"ok": false, "dropped": [], "deleted": 0, "event_ids": 0, "busy": true}'::jsonb;
  end if;
  select s.log_event_ids_kept_for into strict v_ids_kept_for from private.settings as s;
  return private.drop_logs(now() - p_keep, now() - v_ids_kept_for);
end;
$$;
revoke all on function private.drop_expired_logs(interval) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_expired_logs(interval) is 'Drops the partitions of app_logs and server_logs that hold nothing younger than p_keep.
Deletes rows so old from the default partitions (10,000 of each a run) and event identifiers older than settings.log_event_ids_kept_for
(20,000 a run). A partition is a week, so a row lives up to seven days longer than p_keep.
Nothing to drop: takes no lock. Writers wait 100 ms at most for each attempt to lock.
Answer: {ok, dropped: [names], deleted, event_ids, busy}: busy: another maintenance, a backup or a long report kept a table, and something stays: run it again.
For the scheduler: dochub_owner and its members only.
Example: select private.drop_expired_logs(''90 days'');';

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
   using (select d.received_at, d.log_id from private.app_logs_default as d where d.received_at < p_before limit 10000) as o
   where l.received_at = o.received_at and l.log_id = o.log_id;
  get diagnostics v_deleted = row_count;
  delete from private.server_logs_default as l
   using (select d.received_at, d.log_id from private.server_logs_default as d where d.received_at < p_before limit 10000) as o
   where l.received_at = o.received_at and l.log_id = o.log_id;
  get diagnostics v_count = row_count;
  v_deleted := v_deleted + v_count;
  delete from private.recent_log_events as e
   using (select r.user_id, r.address_hmac, r.event_sha256 from private.recent_log_events as r where r.received_at < p_ids_before limit 20000) as o
   where e.user_id = o.user_id and e.address_hmac = o.address_hmac and e.event_sha256 = o.event_sha256;
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
        -- A regclass writes its name quoted and qualified.
        execute format('drop table %s', v_partition);
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
comment on function private.drop_logs(timestamptz, timestamptz) is 'drop_expired_logs of what was received before a time, and the event identifiers before another.
At most 10,000 rows of each default partition, 20,000 identifiers and 200 partitions a run.';
