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
         select from private.log_partitions(('public.' || v_table)::regclass) as p
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
        select from private.log_partitions(('public.' || v_table)::regclass) as p
         where p.starts_at < v_week + interval '168 hours' and v_week < p.ends_at)
      then
        v_moved := v_moved + private.make_log_partition(v_table, v_week);
        v_made := v_made || (v_table || '_p' || to_char(v_week at time zone 'UTC', 'YYYYMMDD'));
      end if;
    end loop;
  end if;
  if v_left > 0 then
    perform private.add_server_log(
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
