-- Deploy functions/accounts/register_device: stamped from functions/accounts/register_device.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.register_device(p_device jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  return private.register_device(private.target_user(null), private.device_argument(p_device), now());
end;
$$;
revoke all on function public.register_device(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.register_device(jsonb) to authenticated;
comment on function public.register_device(jsonb) is 'Call it at every start of the app, and when its push token changes: notes the device that the caller uses. An account has up to 10 devices; an eleventh takes the place of the one seen least recently, whose push token is deleted and whose play counts stay.
p_device: {device_id, platform, model, os_version, app_version, push_token}. device_id: needed, 1–128 characters that the app made at its installation and keeps; the same device_id brings its device up to date. The others are optional, null and absent leave what is stored: platform (up to 16 characters: ios, android, web), model (100), os_version (50), app_version (32), push_token (4,096; an empty string deletes it). No control characters.
Answer: {ok, device: {device_id, platform, model, os_version, app_version, first_seen_at, last_seen_at}, dropped}; dropped: device_id of the device that had to go, null when none had. Times are RFC 3339. user_profile.devices has all devices; push tokens are read by nobody.
Refusals: too_many_attempts (429; details.retry_after seconds; every call counts, a user and a client address), user_not_found (404, the account was erased). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/register_device {"p_device": {"device_id": "5a1f6c7e-ios", "platform": "ios", "model": "iPhone 15", "os_version": "18.2", "app_version": "1.4.2", "push_token": "…"}}.';

create or replace function private.register_device(p_user_id uuid, p_device jsonb, p_at timestamptz)
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
  v_wait := private.count_attempt('register_device', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;

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
revoke all on function private.register_device(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.register_device(uuid, jsonb, timestamptz) is 'register_device at a given time, its argument checked.';

create or replace function private.device_argument(p_device jsonb)
returns jsonb
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_device jsonb := private.json_object_argument('p_device', p_device, 32768, array[
    'device_id', 'platform', 'model', 'os_version', 'app_version', 'push_token']);
  v_key text;
begin
  perform private.json_required_text(v_device, 'device_id', 128);
  perform private.json_text(v_device, 'platform', 16);
  perform private.json_text(v_device, 'model', 100);
  perform private.json_text(v_device, 'os_version', 50);
  perform private.json_text(v_device, 'app_version', 32);
  perform private.json_text(v_device, 'push_token', 4096);
  -- As text in JSON a control character takes six: ten devices would not fit their column any more.
  select e.key into v_key from jsonb_each_text(v_device) as e where e.value ~ '[[:cntrl:]]' limit 1;
  if found then
    raise sqlstate 'PT400' using message = format('%s has a control character', v_key);
  end if;
  return v_device;
end;
$$;
revoke all on function private.device_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.device_argument(jsonb) is 'A device as {device_id, platform, model, os_version, app_version, push_token}, checked (PT400), without what is null.';
commit;
