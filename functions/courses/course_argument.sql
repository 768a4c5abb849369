create or replace function private.course_argument(
  p_course jsonb,
  out custom_course_id uuid, out title text, out status text, out course jsonb, out audio jsonb, out hold_id uuid)
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_course jsonb := private.json_object_argument('p_course', p_course, 33554432, array[
    'custom_course_id', 'title', 'status', 'course', 'audio', 'hold_id']);
  v_file jsonb;
  v_name text;
begin
  custom_course_id := private.json_uuid(v_course, 'custom_course_id');
  title := private.json_text(v_course, 'title', 200);
  if title = '' then
    raise sqlstate 'PT400' using message = 'title must have 1 to 200 characters';
  end if;
  if v_course ? 'status' then
    status := private.json_choice(v_course, 'status', array['queued', 'generating', 'ready', 'failed']);
  end if;
  hold_id := private.json_uuid(v_course, 'hold_id');

  -- Taken from the argument itself: the checked one has lost its null members, and a course is stored whole.
  course := nullif(p_course -> 'course', 'null');
  if jsonb_typeof(course) <> 'object' then
    raise sqlstate 'PT400' using message = 'course must be a JSON object';
  elsif octet_length(course::text) > 1048576 then
    raise sqlstate 'PT400' using message = 'course is larger than 1048576 bytes';
  end if;

  audio := nullif(p_course -> 'audio', 'null');
  if jsonb_typeof(audio) <> 'array' then
    raise sqlstate 'PT400' using message = 'audio must be a JSON array', hint = '[{audio_id, url, sha256, seconds}]';
  elsif octet_length(audio::text) > 1048576 then
    raise sqlstate 'PT400' using message = 'audio is larger than 1048576 bytes';
  end if;
  for v_file, v_name in
    select a.e, format('audio[%s]', a.n - 1) from jsonb_array_elements(audio) with ordinality as a (e, n)
  loop
    v_file := private.json_object_argument(v_name, v_file, 32768, array['audio_id', 'url', 'sha256', 'seconds']);
    perform private.json_required_text(v_file, 'audio_id', 200);
    if private.json_required_text(v_file, 'url', 2048) !~ '^https://[A-Za-z0-9.-]+(:[0-9]{1,5})?([/?#][^[:space:]]*)?$' then
      raise sqlstate 'PT400' using message = format('url of %s must be an https address', v_name);
    elsif private.json_required_text(v_file, 'sha256', 64) !~ '^[0-9a-f]{64}$' then
      raise sqlstate 'PT400' using message = format('sha256 of %s must be 64 lower-case hex digits', v_name);
    elsif private.json_integer(v_file, 'seconds', 0, 86400) is null then
      raise sqlstate 'PT400' using message = format('seconds of %s is missing', v_name);
    end if;
  end loop;
  select e ->> 'audio_id' into v_name from jsonb_array_elements(audio) as e group by e ->> 'audio_id' having count(*) > 1 limit 1;
  if found then
    raise sqlstate 'PT400' using message = format('audio_id %s is there twice', left(v_name, 64));
  end if;
end;
$$;
revoke all on function private.course_argument(jsonb) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.course_argument(jsonb) is 'A custom course as {custom_course_id, title, status, course, audio: [{audio_id, url, sha256, seconds}], hold_id}, checked (PT400) and typed; what is absent or null is NULL. course comes back whole, its null members included.';
