-- Deploy functions/store/replay_store_events: stamped from functions/store/replay_store_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function public.replay_store_events(p_filter jsonb default null)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.replay_store_events(p_filter, now());
end;
$$;
revoke all on function public.replay_store_events(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.replay_store_events(jsonb) to service_role, dochub_admin;
comment on function public.replay_store_events(jsonb) is 'Judges again what waits in the stores'' inbox: after a product or a type was added, or to be sure that nothing is left.
Nothing depends on it being called: what waits for an account is judged at the sign-up, what waits for a right or a purchase with the next event about it.
p_filter, each optional: {store, environment, notification_id, waits_for: [owner, account, right, purchase, type, product], account: a user''s id, limit (events
a call, 1–200, default 50), after: the cursor of the answer before}. The oldest come first.
Answer: {ok, judged, dispositions: {applied, stale, orphan, ignored, duplicate, busy, code of a refusal: how many}, left, cursor}. left: how many that the
filter names wait still; cursor: pass it as after, until it is null. busy: somebody else was at it just now.
PT400 for a bad argument. Example: POST /rpc/replay_store_events {"p_filter": {"waits_for": ["product"]}}.';

create or replace function private.replay_store_events(p_filter jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_filter record := private.inbox_filter(p_filter, 50);
  v_waiting jsonb := private.waiting_events(v_filter);
  v_keys jsonb[] := array(select e.value from jsonb_array_elements(v_waiting) as e limit v_filter.count);
  v_dispositions jsonb := '{}'::jsonb;
begin
  while v_keys <> '{}' loop
    begin
      perform private.lock_events(private.payloads(v_keys), p_at);
      v_dispositions := private.judge_again(v_keys, p_at);
      exit;
    exception
      -- What was looked at has changed before it was locked.
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
  return jsonb_build_object(
    'ok', true,
    'judged', cardinality(v_keys),
    'dispositions', v_dispositions,
    'left', private.count_waiting(v_filter),
    'cursor', case when jsonb_array_length(v_waiting) > v_filter.count then v_waiting -> (v_filter.count - 1) end);
end;
$$;
revoke all on function private.replay_store_events(jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.replay_store_events(jsonb, timestamptz) is 'replay_store_events at a given time.';
commit;
