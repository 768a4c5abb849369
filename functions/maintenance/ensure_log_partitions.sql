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
comment on function private.ensure_log_partitions(interval) is 'Makes the weekly partitions of app_logs and server_logs (Monday 00:00 to Monday 00:00 UTC) from the present week to now + p_ahead, with the policies and grants of policies/access.yaml, and those of older weeks whose rows lie in the default partition; these rows move along in the same transaction. Nothing to do: takes no lock. Writers wait 100 ms at most for each attempt to lock, and while the partitions are made.
Answer: {ok, made: [names], moved, left, busy}: rows moved out of the default partitions and left there; busy: another maintenance, a backup or a long report kept the tables, and nothing was done: run it again. Leaves a warning in server_logs when a default partition was not empty. With more than settings.log_default_rows rows in a default partition nothing is made for that table (docs/maintenance.md).
For the scheduler: dochub_owner and its members only.
Example: select private.ensure_log_partitions(''28 days'');';
