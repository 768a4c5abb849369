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
  return private.save_device(private.target_user(null), private.device_argument(p_device), now());
end;
$$;
revoke all on function public.register_device(jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.register_device(jsonb) to authenticated;
comment on function public.register_device(jsonb) is 'Call it at every start of the app, and when its push token changes: notes the device that the caller uses. An account has up to 10 devices; an eleventh takes the place of the one seen least recently, whose push token is deleted and whose play counts stay.
p_device: {device_id, platform, model, os_version, app_version, push_token}. device_id: needed, 1–128 characters that the app made at its installation and keeps; the same device_id brings its device up to date. The others are optional, null and absent leave what is stored: platform (up to 16 characters: ios, android, web), model (100), os_version (50), app_version (32), push_token (4,096; an empty string deletes it). No control characters.
Answer: {ok, device: {device_id, platform, model, os_version, app_version, first_seen_at, last_seen_at}, dropped}; dropped: device_id of the device that had to go, null when none had. Times are RFC 3339. user_profile.devices has all devices; push tokens are read by nobody.
Refusals: too_many_attempts (429; details.retry_after seconds; every call counts, a user and a client address), user_not_found (404, the account was erased). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/register_device {"p_device": {"device_id": "5a1f6c7e-ios", "platform": "ios", "model": "iPhone 15", "os_version": "18.2", "app_version": "1.4.2", "push_token": "…"}}.';
