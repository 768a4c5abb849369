create or replace function private.run_maintenance()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := now();
  v_settings private.settings;
  v_step text;
  v_result jsonb;
  v_steps jsonb := '{}'::jsonb;
  v_is_ok boolean := true;
  v_state text;
  v_message text;
begin
  perform private.assert_writable();
  if not pg_try_advisory_xact_lock(hashtextextended('dochub.maintenance', 0)) then
    return '{"ok": false, "busy": true, "steps": {}}'::jsonb;
  end if;
  select * into strict v_settings from private.settings;
  -- Partitions first: while they are waited for, no row is held that a call may want.
  foreach v_step in array array[
    'drop_expired_logs', 'ensure_log_partitions', 'idempotency_keys', 'user_throttles', 'address_throttles', 'cached_handshake_responses', 'pending_custom_courses']
  loop
    begin
      v_result := case v_step
        when 'ensure_log_partitions' then private.make_log_partitions(v_settings.log_partitions_ahead, v_at)
        when 'drop_expired_logs' then private.drop_logs(v_at - v_settings.logs_kept_for, v_at - v_settings.log_event_ids_kept_for)
        else jsonb_build_object('ok', true, 'deleted', private.tidy(v_step, v_at))
      end;
    exception
      when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
        v_result := jsonb_build_object('ok', false, 'sqlstate', v_state, 'message', private.redact(v_message));
        perform private.add_server_log(
          jsonb_build_object(
            'function_name', 'run_maintenance', 'level', 'error', 'message', v_message,
            'context', jsonb_build_object('step', v_step, 'sqlstate', v_state)),
          null, v_at);
    end;
    v_is_ok := v_is_ok and (v_result -> 'ok')::boolean;
    v_steps := v_steps || jsonb_build_object(v_step, v_result);
  end loop;
  return jsonb_build_object('ok', v_is_ok, 'busy', false, 'steps', v_steps);
end;
$$;
revoke all on function private.run_maintenance() from public, anon, authenticated, service_role, dochub_admin;
comment on function private.run_maintenance() is 'Everything that tidies, for a scheduler, such as once an hour: log partitions ahead (settings.log_partitions_ahead), expired logs (settings.logs_kept_for), and a bounded number of idempotency keys, throttle buckets, cached handshakes and unclaimed courses past their time. Nothing in DocHub depends on it being run: what has expired has expired when it is read. Call it in a transaction of its own. A step that fails leaves an error in server_logs and does not stop the others.
Answer: {ok, busy, steps: {name: {ok, …}}}. ok: every step did all of its work. busy: another run is under way, and nothing was done.
For the scheduler: dochub_owner and its members only; docs/maintenance.md.
Example: select private.run_maintenance();';
