-- Deploy functions/maintenance/drop_expired_logs: stamped from functions/maintenance/drop_expired_logs.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.drop_expired_logs(p_keep interval)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  if p_keep is null or p_keep < interval '0' then
    raise sqlstate 'PT400' using message = 'p_keep must be nothing or more';
  end if;
  if not pg_try_advisory_xact_lock(hashtextextended('dochub.maintenance', 0)) then
    return '{"ok": false, "dropped": [], "deleted": 0, "event_ids": 0, "busy": true}'::jsonb;
  end if;
  return (select private.drop_logs(now() - p_keep, now() - s.log_event_ids_kept_for) from private.settings as s);
end;
$$;
revoke all on function private.drop_expired_logs(interval) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.drop_expired_logs(interval) is 'Drops the partitions of app_logs and server_logs that hold nothing younger than p_keep, and deletes rows so old from the default partitions (10,000 of each a run) and event identifiers older than settings.log_event_ids_kept_for (20,000 a run). A partition is a week, so a row lives up to seven days longer than p_keep. Nothing to drop: takes no lock. Writers wait 100 ms at most for each attempt to lock.
Answer: {ok, dropped: [names], deleted, event_ids, busy}: busy: another maintenance, a backup or a long report kept a table, and something stays: run it again.
For the scheduler: dochub_owner and its members only.
Example: select private.drop_expired_logs(''90 days'');';
commit;
