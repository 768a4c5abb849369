create or replace function public.record_plays(p_device_id text, p_counts jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  perform private.assert_unfiltered();
  perform private.assert_play_counts(p_device_id, p_counts);
  return private.add_plays(private.target_user(null), p_device_id, p_counts, now());
end;
$$;
revoke all on function public.record_plays(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_plays(text, jsonb) to authenticated;
comment on function public.record_plays(text, jsonb) is 'Takes over how often a device has played audio files. The app counts for itself, offline too, and sends its own counts since it was installed, as often as it likes: per device and file the greatest count stays, and public.audio_usage holds the sum over the devices. So repeats, late calls and calls in any order never count twice, and an answer that was lost is made good by the next call.
p_device_id: a device that register_device knows; after a reinstall the app makes a new one and counts from 0, and what the old one played stays in the sum, also when the device is dropped from the list of devices. p_counts: {audio_id: count}, at most 500 files; audio_id 1–200 characters, count an integer 0–1,000,000: times played on this device in all, not since the last call. A count below the stored one changes nothing.
Answer: {ok, counts: {audio_id: total}}: for each file sent, the times played over all devices of the user.
Refusals, the first that applies: user_not_found (404), too_many_attempts (429; details.retry_after seconds; every call counts, 120 an hour by default), unknown_device (404), play_limit_reached (422; a user has at most 5,000 files and 20,000 counts of devices; details {limit, kind: files|counts}; nothing is stored). PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/record_plays {"p_device_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "p_counts": {"deep-sleep-01": 12, "ocean": 3}}.';
