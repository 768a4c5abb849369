-- Deploy functions/logs/run_maintenance: stamped from functions/logs/run_maintenance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.run_maintenance()
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := now();
  v_settings record;
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
  select s.log_partitions_ahead, s.logs_kept_for, s.log_event_ids_kept_for into strict v_settings from private.settings as s;
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
        perform private.log_server_event(
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
comment on function private.run_maintenance() is 'Everything that tidies, for a scheduler, such as once an hour.
Log partitions ahead (settings.log_partitions_ahead), expired logs (settings.logs_kept_for), and a bounded number of idempotency keys,
throttle buckets, cached handshakes and unclaimed courses past their time.
Nothing in DocHub depends on it being run: what has expired has expired when it is read. Call it in a transaction of its own.
A step that fails leaves an error in server_logs and does not stop the others.
Answer: {ok, busy, steps: {name: {ok, …}}}. ok: every step did all of its work. busy: another run is under way, and nothing was done.
For the scheduler: dochub_owner and its members only; docs/maintenance.md.
Example: select private.run_maintenance();';

create or replace function private.tidy(p_what text, p_at timestamptz)
returns bigint
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_count bigint;
begin
  -- Rows that somebody uses right now are left for the next run: nobody waits for a row here, and nothing here is needed for a right answer.
  case p_what
    when 'idempotency_keys' then
      delete from private.idempotency_keys as k
       using (select i.user_id, i.operation, i.caller_class, i.key_sha256
                from private.idempotency_keys as i
               where i.kept_until < p_at and i.kept_until < 'infinity'
               limit 5000
                 for update skip locked) as o
       where k.user_id = o.user_id and k.operation = o.operation and k.caller_class = o.caller_class and k.key_sha256 = o.key_sha256;
    when 'user_throttles' then
      delete from private.user_throttles as t
       using (select u.user_id, u.operation from private.user_throttles as u where u.theoretical_arrival_at < p_at limit 5000 for update skip locked) as o
       where t.user_id = o.user_id and t.operation = o.operation;
    when 'address_throttles' then
      delete from private.address_throttles as t
       using (select a.address_hmac, a.operation from private.address_throttles as a where a.theoretical_arrival_at < p_at limit 5000 for update skip locked) as o
       where t.address_hmac = o.address_hmac and t.operation = o.operation;
    when 'cached_handshake_responses' then
      -- No cookie of another schema generation is answered from them.
      delete from public.cached_handshake_responses as c
       using (select r.user_id, r.platform, r.app_version, r.locale
                from public.cached_handshake_responses as r
               where r.schema_generation < (select g.generation from private.sync_generations as g where g.scope = 'schema')
               limit 5000
                 for update skip locked) as o
       where c.user_id = o.user_id and c.platform = o.platform and c.app_version = o.app_version and c.locale = o.locale;
    when 'pending_custom_courses' then
      -- Locked by the purchase, which a link that is issued again changes.
      delete from private.pending_custom_courses as p
       using (select c.purchase_id
                from public.custom_course_purchases as c
                join private.pending_custom_courses as w on w.purchase_id = c.purchase_id
               where c.user_id is null and c.link_expires_at < p_at - (select s.unclaimed_courses_kept_for from private.settings as s)
               limit 500
                 for update of c skip locked) as o
       where p.purchase_id = o.purchase_id;
  end case;
  get diagnostics v_count = row_count;
  return v_count;
end;
$$;
revoke all on function private.tidy(text, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.tidy(text, timestamptz) is 'Deletes a bounded number of rows that nothing needs any more, of one table.
Refusals past their time, full throttle buckets, handshakes of an earlier schema generation, courses behind links that expired long ago. Returns how many.';
commit;
