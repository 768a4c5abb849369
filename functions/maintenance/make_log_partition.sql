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
  execute format('create policy %I on private.%I for delete to dochub_owner using (true)', v_name || '_delete_owner', v_name);
  execute format('comment on policy %I on private.%I is %L', v_name || '_select_all', v_name, 'Maintenance looks into the partition; backups read every row.');
  execute format('comment on policy %I on private.%I is %L', v_name || '_delete_owner', v_name, 'Maintenance empties the partition.');
  execute format('revoke all on table private.%I from public, anon, authenticated, service_role, dochub_admin, dochub_backup', v_name);
  execute format('grant select on table private.%I to dochub_backup', v_name);
  return v_moved;
end;
$$;
revoke all on function private.make_log_partition(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.make_log_partition(text, timestamptz) is 'Makes the partition of app_logs or server_logs for one week (p_starts_at: its Monday 00:00 UTC) with policies and grants, and moves the rows of that week out of the default partition; returns how many. Under lock_log_tables.';
