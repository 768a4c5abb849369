-- Deploy functions/logs/run_maintenance: stamped from functions/logs/run_maintenance.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
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
  v_deadline timestamptz;
  v_until timestamptz;
  v_shares integer := 3;  -- steps that may need long, and have not had their turn
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
  select s.log_partitions_ahead, s.logs_kept_for, s.log_event_ids_kept_for, s.maintenance_budget into strict v_settings from private.settings as s;
  v_deadline := clock_timestamp() + v_settings.maintenance_budget;
  -- What may take long is about rows that no call wants. Then, for half a second each, rows that one may want; it waits for the end of this
  -- transaction. The locks on the log tables, which everybody waits for, last of all.
  foreach v_step in array array[
    'pending_custom_courses', 'idempotency_keys', 'recent_log_events',
    'cached_handshake_responses', 'user_throttles', 'address_throttles',
    'drop_expired_logs', 'ensure_log_partitions']
  loop
    v_until := clock_timestamp() + case when v_shares > 0 then (v_deadline - clock_timestamp()) / v_shares else least(interval '0.5 s', v_settings.maintenance_budget) end;
    v_shares := greatest(v_shares - 1, 0);
    begin
      v_result := case v_step
        when 'ensure_log_partitions' then private.make_log_partitions(v_settings.log_partitions_ahead, v_at)
        when 'drop_expired_logs' then private.drop_logs(v_at - v_settings.logs_kept_for, null)
        else private.tidy(v_step, case v_step when 'recent_log_events' then v_at - v_settings.log_event_ids_kept_for else v_at end, v_until)
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
Log partitions ahead (settings.log_partitions_ahead), expired logs (settings.logs_kept_for), and idempotency keys, identifiers of log events,
throttle buckets, cached handshakes and unclaimed courses past their time, for about settings.maintenance_budget.
Nothing in DocHub depends on it being run: what has expired has expired when it is read. Call it in a transaction of its own.
A step that fails leaves an error in server_logs and does not stop the others.
Answer: {ok, busy, steps: {name: {ok, deleted, left, …}}}. left: rows past their time that remain (more than 100,000 count as 100,001): run it
again, or more often. ok: every step did all of its work, nothing is left. busy: another run is under way, and nothing was done.
For the scheduler: dochub_owner and its members only; docs/maintenance.md.
Example: select private.run_maintenance();';

create or replace function private.tidy(p_what text, p_before timestamptz, p_until timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_batch integer := case p_what when 'pending_custom_courses' then 500 else 5000 end;
  v_count bigint;
  v_deleted bigint := 0;
  v_left bigint;
  v_from timestamptz := '-infinity'::timestamptz;  -- where the last batch ended: what it deleted is not walked through again
begin
  -- Rows that somebody uses right now are left for the next run: nobody waits for a row here, and nothing here is needed for a right answer.
  loop
    case p_what
      when 'idempotency_keys' then
        with gone as (
          delete from private.idempotency_keys as k
           using (select i.user_id, i.operation, i.caller_class, i.key_sha256
                    from private.idempotency_keys as i
                   where i.kept_until < p_before and i.kept_until < 'infinity' and i.kept_until >= v_from
                   order by i.kept_until
                   limit v_batch
                     for update skip locked) as o
           where k.user_id = o.user_id and k.operation = o.operation and k.caller_class = o.caller_class and k.key_sha256 = o.key_sha256
          returning k.kept_until)
        select count(*), coalesce(max(g.kept_until), v_from) into v_count, v_from from gone as g;
      when 'recent_log_events' then
        with gone as (
          delete from private.recent_log_events as e
           using (select r.user_id, r.address_hmac, r.event_sha256
                    from private.recent_log_events as r
                   where r.received_at < p_before and r.received_at >= v_from
                   order by r.received_at
                   limit v_batch) as o
           where e.user_id = o.user_id and e.address_hmac = o.address_hmac and e.event_sha256 = o.event_sha256
          returning e.received_at)
        select count(*), coalesce(max(g.received_at), v_from) into v_count, v_from from gone as g;
      when 'user_throttles' then
        delete from private.user_throttles as t
         using (select u.user_id, u.operation from private.user_throttles as u where u.theoretical_arrival_at < p_before limit v_batch for update skip locked) as o
         where t.user_id = o.user_id and t.operation = o.operation;
        get diagnostics v_count = row_count;
      when 'address_throttles' then
        delete from private.address_throttles as t
         using (select a.address_hmac, a.operation from private.address_throttles as a where a.theoretical_arrival_at < p_before limit v_batch for update skip locked) as o
         where t.address_hmac = o.address_hmac and t.operation = o.operation;
        get diagnostics v_count = row_count;
      when 'cached_handshake_responses' then
        -- No cookie of another schema generation is answered from them.
        delete from public.cached_handshake_responses as c
         using (select r.user_id, r.platform, r.app_version, r.locale
                  from public.cached_handshake_responses as r
                 where r.schema_generation < (select g.generation from private.sync_generations as g where g.scope = 'schema')
                 limit v_batch
                   for update skip locked) as o
         where c.user_id = o.user_id and c.platform = o.platform and c.app_version = o.app_version and c.locale = o.locale;
        get diagnostics v_count = row_count;
      when 'pending_custom_courses' then
        -- Locked by the purchase, which a link that is issued again changes.
        delete from private.pending_custom_courses as p
         using (select c.purchase_id
                  from public.custom_course_purchases as c
                  join private.pending_custom_courses as w on w.purchase_id = c.purchase_id
                 where c.user_id is null and c.link_expires_at < p_before - (select s.unclaimed_courses_kept_for from private.settings as s)
                 limit v_batch
                   for update of c skip locked) as o
         where p.purchase_id = o.purchase_id;
        get diagnostics v_count = row_count;
    end case;
    v_deleted := v_deleted + v_count;
    exit when v_count < v_batch or clock_timestamp() >= p_until;
  end loop;
  case p_what
    when 'idempotency_keys' then
      select count(*) into v_left
        from (select 1 from private.idempotency_keys as i where i.kept_until < p_before and i.kept_until < 'infinity' limit 100001) as l;
    when 'recent_log_events' then
      select count(*) into v_left from (select 1 from private.recent_log_events as r where r.received_at < p_before limit 100001) as l;
    when 'user_throttles' then
      select count(*) into v_left from (select 1 from private.user_throttles as u where u.theoretical_arrival_at < p_before limit 100001) as l;
    when 'address_throttles' then
      select count(*) into v_left from (select 1 from private.address_throttles as a where a.theoretical_arrival_at < p_before limit 100001) as l;
    when 'cached_handshake_responses' then
      select count(*) into v_left
        from (select 1 from public.cached_handshake_responses as r
               where r.schema_generation < (select g.generation from private.sync_generations as g where g.scope = 'schema') limit 100001) as l;
    when 'pending_custom_courses' then
      select count(*) into v_left
        from (select 1 from public.custom_course_purchases as c
                join private.pending_custom_courses as w on w.purchase_id = c.purchase_id
               where c.user_id is null and c.link_expires_at < p_before - (select s.unclaimed_courses_kept_for from private.settings as s) limit 100001) as l;
  end case;
  return jsonb_build_object('ok', v_left = 0, 'deleted', v_deleted, 'left', v_left);
end;
$$;
revoke all on function private.tidy(text, timestamptz, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.tidy(text, timestamptz, timestamptz) is 'Deletes rows of one table that nothing needs any more, in batches, until none is left or p_until has come.
Refusals and identifiers of log events past their time, full throttle buckets, handshakes of an earlier schema generation, courses behind links that expired long ago.
Answer: {ok, deleted, left}; left: how many remain, counted to 100,001.';
commit;
