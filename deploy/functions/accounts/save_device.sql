-- Deploy functions/accounts/save_device: stamped from functions/accounts/save_device.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
create or replace function private.save_device(p_user_id uuid, p_device jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
set timezone = 'UTC'
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_id text := p_device ->> 'device_id';
  v_devices jsonb;
  v_wait integer;
  v_device jsonb;
  v_dropped text;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  -- Clients change their own profile directly: its lock comes before the throttle's (ADR 2).
  select p.devices into strict v_devices from public.user_profile as p where p.user_id = p_user_id for no key update;
  v_wait := private.throttle_wait('register_device', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  perform private.count_attempt('register_device', p_user_id, v_at);

  v_device := jsonb_build_object('platform', null, 'model', null, 'os_version', null, 'app_version', null, 'first_seen_at', v_at)
    || coalesce((select e from jsonb_array_elements(v_devices) as e where e ->> 'device_id' = v_id), '{}')
    || (p_device - 'push_token')
    || jsonb_build_object('last_seen_at', v_at);
  select coalesce(jsonb_agg(e), '[]') into v_devices from jsonb_array_elements(v_devices) as e where e ->> 'device_id' <> v_id;
  if jsonb_array_length(v_devices) >= 10 then
    select e ->> 'device_id' into strict v_dropped
      from jsonb_array_elements(v_devices) as e
     order by (e ->> 'last_seen_at')::timestamptz, (e ->> 'first_seen_at')::timestamptz, (e ->> 'device_id') collate "C"
     limit 1;
  end if;
  update public.user_profile as p
     set devices = (select jsonb_agg(e order by (e ->> 'first_seen_at')::timestamptz, (e ->> 'device_id') collate "C")
                      from jsonb_array_elements(v_devices || v_device) as e
                     where e ->> 'device_id' is distinct from v_dropped)
   where p.user_id = p_user_id;

  if p_device ->> 'push_token' <> '' then
    insert into private.push_tokens (user_id, device_id, push_token, updated_at)
    values (p_user_id, v_id, p_device ->> 'push_token', v_at)
    on conflict (user_id, device_id) do update set push_token = excluded.push_token, updated_at = excluded.updated_at;
  end if;
  delete from private.push_tokens as t
   where t.user_id = p_user_id and (t.device_id = v_dropped or (t.device_id = v_id and p_device ->> 'push_token' = ''));
  return jsonb_build_object('ok', true, 'device', v_device, 'dropped', v_dropped);
end;
$$;
revoke all on function private.save_device(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.save_device(uuid, jsonb, timestamptz) is 'register_device at a given time, its argument checked.';
commit;
