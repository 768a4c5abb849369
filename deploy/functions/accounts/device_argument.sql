-- Deploy functions/accounts/device_argument: stamped from functions/accounts/device_argument.sql; edit that file, then `make stamp`.
begin;
set local role dochub_owner;
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
