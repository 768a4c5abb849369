-- Deploy functions/store/bind_events: stamped from functions/store/bind_events.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local role dochub_owner;
create or replace function private.bind_events(p_user_id uuid, p_at timestamptz)
returns void
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_account constant text := private.account_sha256(p_user_id);
  v_keys jsonb[];
  v_again jsonb[];
  v_is_new boolean;
  v_is_awaited boolean;
begin
  select not exists (select 1 from public.ai_usage as u where u.user_id = p_user_id),
         exists (select 1 from private.store_inbox as i
                  where i.account_sha256 = v_account and i.user_id is null and i.payload is not null and i.disposition = 'orphan')
    into strict v_is_new, v_is_awaited;
  while v_is_new or v_is_awaited loop
    begin
      v_keys := private.events_for(v_account);
      perform private.lock_events(private.payloads(v_keys), p_at, p_user_id);
      if v_is_new then
        perform private.ensure_user(p_user_id, p_at);
      end if;
      -- Whoever kept an event for this account meanwhile was waited for.
      v_again := private.events_for(v_account);
      if v_again <> v_keys then
        raise sqlstate 'DH001';
      end if;
      perform private.judge_again(v_keys, p_at);
      return;
    exception
      when sqlstate 'DH001' then
        null;
    end;
  end loop;
end;
$$;
revoke all on function private.bind_events(uuid, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.bind_events(uuid, timestamptz) is 'Makes the account of the caller, if it is not there, and judges again what the stores told of it before. One look where there is nothing.
Called before the user''s lock is taken: it takes the locks of all whom those events concern.';

create or replace function private.events_for(p_account_sha256 text)
returns jsonb[]
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select jsonb_build_object('store', i.store, 'environment', i.environment, 'notification_id', i.notification_id)
      from private.store_inbox as i
     where i.account_sha256 = p_account_sha256 and i.user_id is null and i.payload is not null and i.disposition = 'orphan'
     order by i.occurred_at, i.notification_id collate "C"
     limit 100);
end;
$$;
revoke all on function private.events_for(text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.events_for(text) is 'The orphans that name an account, at most a hundred, as judge_again takes them. A hundred more are judged with the next sign-in.';

create or replace function private.payloads(p_keys jsonb[])
returns jsonb[]
language plpgsql
stable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return array(
    select i.payload
      from unnest(p_keys) with ordinality as k (key, n)
      join private.store_inbox as i
        on i.store = k.key ->> 'store' and i.environment = k.key ->> 'environment' and i.notification_id = k.key ->> 'notification_id'
     where i.payload is not null
     order by k.n);
end;
$$;
revoke all on function private.payloads(jsonb[]) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.payloads(jsonb[]) is 'The events of the inbox with these keys, in the same order.';

create or replace function private.judge_again(p_keys jsonb[], p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_key jsonb;
  v_kept record;
  v_event record;
  v_answer jsonb;
  v_became text;
  v_counts jsonb := '{}'::jsonb;
begin
  foreach v_key in array p_keys loop
    -- An earlier one may have taken it along.
    select i.payload, i.disposition into v_kept
      from private.store_inbox as i
     where i.store = v_key ->> 'store' and i.environment = v_key ->> 'environment' and i.notification_id = v_key ->> 'notification_id';
    v_became := v_kept.disposition;
    if v_kept.disposition in ('orphan', 'ignored') and v_kept.payload is not null then
      begin
        v_event := private.event_argument(v_kept.payload);
        v_event.is_delivery := false;
        v_answer := private.take_event(v_event, true, p_at);
        v_became := coalesce(v_answer ->> 'disposition', v_answer ->> 'code');
        if v_answer -> 'ok' = 'false' then
          raise sqlstate 'DH002';
        end if;
      exception
        -- Somebody is at it just now, or the store has to be told: it goes on waiting.
        when sqlstate 'DH001' then
          v_became := 'busy';
        when sqlstate 'DH002' then
          null;
      end;
    end if;
    v_counts := v_counts || jsonb_build_object(v_became, coalesce((v_counts ->> v_became)::integer, 0) + 1);
  end loop;
  return v_counts;
end;
$$;
revoke all on function private.judge_again(jsonb[], timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.judge_again(jsonb[], timestamptz) is 'Judges events of the inbox again, in their order, whoever they concern being locked by lock_events: {disposition (or the code of a refusal, or busy): how many}.';
commit;
