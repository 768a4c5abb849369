-- Deploy functions/plays/record_plays: stamped from functions/plays/record_plays.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.record_plays(p_device_id text, p_counts jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable(), private.assert_unfiltered(), private.assert_play_counts(p_device_id, p_counts);
  return private.record_plays(private.target_user(null), p_device_id, p_counts, now());
end;
$$;
revoke all on function public.record_plays(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.record_plays(text, jsonb) to authenticated;
comment on function public.record_plays(text, jsonb) is 'Takes over how often a device has played audio files.
The app counts for itself, offline too, and sends its own counts since it was installed, as often as it likes:
per device and file the greatest count stays, and public.audio_usage holds the sum over the devices.
So repeats, late calls and calls in any order never count twice, and an answer that was lost is made good by the next call.
p_device_id: a device that register_device knows; after a reinstall the app makes a new one and counts from 0,
and what the old one played stays in the sum, also when the device is dropped from the list of devices.
p_counts: {audio_id: count}, at most 500 files; audio_id 1–200 characters, count an integer 0–1,000,000:
times played on this device in all, not since the last call. A count below the stored one changes nothing.
Answer: {ok, counts: {audio_id: total}}: for each file sent, the times played over all devices of the user.
Refusals, the first that applies: user_not_found (404),
too_many_attempts (429; details.retry_after seconds; every call counts, 120 an hour by default), unknown_device (404),
play_limit_reached (422; a user has at most 5,000 files and 20,000 counts of devices; details {limit, kind: files|counts}; nothing is stored).
PT400 for a bad argument and for any query parameter that filters or selects from the answer, PT405 for GET.
Example: POST /rpc/record_plays {"p_device_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7", "p_counts": {"deep-sleep-01": 12, "ocean": 3}}.';

create or replace function private.record_plays(p_user_id uuid, p_device_id text, p_counts jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_wait integer;
  v_device jsonb := jsonb_build_array(jsonb_build_object('device_id', p_device_id));
  v_sent record;
  v_rows bigint;
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_wait := private.count_attempt('record_plays', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  perform 1 from public.user_profile as p where p.user_id = p_user_id and p.devices @> v_device;
  if not found then
    return private.refuse('unknown_device');
  end if;

  -- One look at all files, in a snapshot after the lock, so that what is written below follows from what was committed: what rises, the
  -- new sum of each file, and how many rows are new. A count that did not grow writes nothing.
  select array_agg(s.audio_id) filter (where s.sent > s.mine) as risen,
         array_agg(s.sent) filter (where s.sent > s.mine) as counts,
         array_agg(s.others + s.sent) filter (where s.sent > s.mine) as sums,
         count(*) filter (where s.sent > 0 and s.total is null) as new_files,
         count(*) filter (where s.sent > 0 and s.mine = 0) as new_counts,
         coalesce(jsonb_object_agg(s.audio_id, case when s.sent > s.mine then s.others + s.sent else coalesce(s.total, 0) end), '{}') as answer
    into v_sent
    from (
      select c.key as audio_id, c.value::bigint as sent, u.play_count as total, d.mine, d.others
        from jsonb_each_text(p_counts) as c
        left join public.audio_usage as u on u.user_id = p_user_id and u.audio_id = c.key
       cross join lateral (
         select coalesce(sum(x.play_count) filter (where x.device_id = p_device_id), 0)::bigint as mine,
                coalesce(sum(x.play_count) filter (where x.device_id <> p_device_id), 0)::bigint as others
           from private.device_plays as x
          where x.user_id = p_user_id and x.audio_id = c.key) as d) as s;

  -- Every audio_id and device_id is the client's own word, so the rows that one user can make are limited.
  if v_sent.new_files > 0 then
    select count(*) into v_rows from public.audio_usage as u where u.user_id = p_user_id;
    if v_rows + v_sent.new_files > 5000 then
      return private.refuse('play_limit_reached', '{"limit": 5000, "kind": "files"}');
    end if;
  end if;
  if v_sent.new_counts > 0 then
    select count(*) into v_rows from private.device_plays as d where d.user_id = p_user_id;
    if v_rows + v_sent.new_counts > 20000 then
      return private.refuse('play_limit_reached', '{"limit": 20000, "kind": "counts"}');
    end if;
  end if;

  if v_sent.risen is not null then
    insert into private.device_plays (user_id, device_id, audio_id, play_count, updated_at)
    select p_user_id, p_device_id, r.audio_id, r.play_count, v_at
      from unnest(v_sent.risen, v_sent.counts) as r (audio_id, play_count)
    on conflict (user_id, audio_id, device_id) do update set play_count = excluded.play_count, updated_at = excluded.updated_at;
    insert into public.audio_usage (user_id, audio_id, play_count, updated_at)
    select p_user_id, r.audio_id, r.play_count, v_at
      from unnest(v_sent.risen, v_sent.sums) as r (audio_id, play_count)
    on conflict (user_id, audio_id) do update set play_count = excluded.play_count, updated_at = excluded.updated_at;
  end if;
  return jsonb_build_object('ok', true, 'counts', v_sent.answer);
end;
$$;
revoke all on function private.record_plays(uuid, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.record_plays(uuid, text, jsonb, timestamptz) is 'record_plays at a given time, its arguments checked.
Under the user''s lock, so that the sum is of what was committed.';

create or replace function private.assert_play_counts(p_device_id text, p_counts jsonb)
returns void
language plpgsql
stable
parallel unsafe
security invoker
set search_path = pg_catalog, pg_temp
as $$
-- Stable, because what is immutable is computed while the statement that calls it is planned: before the assertions that come first in it.
declare
  v_files bigint;
  v_bad text;
begin
  if p_device_id is null or length(p_device_id) not between 1 and 128 then
    raise sqlstate 'PT400' using message = 'p_device_id must have 1 to 128 characters';
  elsif jsonb_typeof(p_counts) is distinct from 'object' then
    raise sqlstate 'PT400' using
      message = 'p_counts must be a JSON object',
      hint = 'Times played on this device by audio file: {"ocean": 3}.';
  end if;
  select count(*),
         min(e.key) filter (where length(e.key) not between 1 and 200 or jsonb_typeof(e.value) <> 'number'
                               or case when jsonb_typeof(e.value) = 'number' then e.value::numeric not between 0 and 1000000 or scale(e.value::numeric) > 0 end)
    into v_files, v_bad
    from jsonb_each(p_counts) as e;
  if v_files > 500 then
    raise sqlstate 'PT400' using
      message = 'p_counts has more than 500 files',
      hint = 'Send the others with another call.';
  elsif v_bad is not null then
    raise sqlstate 'PT400' using
      message = format('p_counts: %s must be an audio file of 1 to 200 characters with an integer from 0 to 1000000', to_json(left(v_bad, 64)));
  end if;
end;
$$;
revoke all on function private.assert_play_counts(text, jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.assert_play_counts(text, jsonb) is 'Checks the arguments of record_plays.
PT400 for what is not {audio_id: count} with at most 500 files and integer counts of 0–1,000,000.';
commit;
