create or replace function private.add_plays(p_user_id uuid, p_device_id text, p_counts jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_at timestamptz := private.lock_user(p_user_id, p_at);
  v_wait integer;
  v_new bigint;
  v_changed text[];
begin
  if v_at is null then
    return private.refuse('user_not_found');
  end if;
  v_wait := private.throttle_wait('record_plays', p_user_id, v_at);
  if v_wait > 0 then
    return private.refuse('too_many_attempts', jsonb_build_object('retry_after', v_wait));
  end if;
  perform private.count_attempt('record_plays', p_user_id, v_at);
  perform
     from public.user_profile as p
    cross join lateral jsonb_array_elements(p.devices) as d
    where p.user_id = p_user_id and d ->> 'device_id' = p_device_id;
  if not found then
    return private.refuse('unknown_device');
  end if;

  -- Every audio_id and device_id is the client's own word, so the rows that one user can make are limited.
  select count(*) into v_new
    from jsonb_each_text(p_counts) as c
   where c.value <> '0' and not exists (select from public.audio_usage as u where u.user_id = p_user_id and u.audio_id = c.key);
  if v_new > 0 and v_new + (select count(*) from public.audio_usage as u where u.user_id = p_user_id) > 5000 then
    return private.refuse('play_limit_reached', '{"limit": 5000, "kind": "files"}');
  end if;
  select count(*) into v_new
    from jsonb_each_text(p_counts) as c
   where c.value <> '0'
     and not exists (select from private.device_plays as d where d.user_id = p_user_id and d.audio_id = c.key and d.device_id = p_device_id);
  if v_new > 0 and v_new + (select count(*) from private.device_plays as d where d.user_id = p_user_id) > 20000 then
    return private.refuse('play_limit_reached', '{"limit": 20000, "kind": "counts"}');
  end if;

  with raised as (
    insert into private.device_plays as d (user_id, device_id, audio_id, play_count, updated_at)
    select p_user_id, p_device_id, c.key, c.value::bigint, v_at
      from jsonb_each_text(p_counts) as c
     where c.value <> '0'
    on conflict (user_id, audio_id, device_id) do update
      set play_count = excluded.play_count, updated_at = excluded.updated_at
      where d.play_count < excluded.play_count
    returning d.audio_id)
  select array_agg(r.audio_id) into v_changed from raised as r;

  insert into public.audio_usage (user_id, audio_id, play_count, updated_at)
  select p_user_id, d.audio_id, sum(d.play_count), v_at
    from private.device_plays as d
   where d.user_id = p_user_id and d.audio_id = any (v_changed)
   group by d.audio_id
  on conflict (user_id, audio_id) do update set play_count = excluded.play_count, updated_at = excluded.updated_at;

  return jsonb_build_object(
    'ok', true,
    'counts', (
      select coalesce(jsonb_object_agg(c, coalesce(u.play_count, 0)), '{}')
        from jsonb_object_keys(p_counts) as c
        left join public.audio_usage as u on u.user_id = p_user_id and u.audio_id = c));
end;
$$;
revoke all on function private.add_plays(uuid, text, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.add_plays(uuid, text, jsonb, timestamptz) is 'record_plays at a given time, its arguments checked. Under the user''s lock, so that the sum is of what was committed.';
