-- Deploy functions/courses/save_custom_course: stamped from functions/courses/save_custom_course.sql; edit that file, then `make stamp`.
begin;
set local client_encoding = 'UTF8';
set local standard_conforming_strings = on;
set local role dochub_owner;
create or replace function public.save_custom_course(p_user_id uuid, p_course jsonb)
returns jsonb
language plpgsql
volatile
security definer
set search_path = pg_catalog, pg_temp
as $$
begin
  perform private.assert_writable();
  return private.save_custom_course(private.target_user(p_user_id), p_course, now());
end;
$$;
revoke all on function public.save_custom_course(uuid, jsonb) from public, anon, authenticated, service_role, dochub_admin;
grant execute on function public.save_custom_course(uuid, jsonb) to service_role;
comment on function public.save_custom_course(uuid, jsonb) is 'Makes a custom course of a user, or brings it up to date while it is generated.
p_course: {custom_course_id, title, status, course, audio: [{audio_id, url, sha256, seconds}], hold_id}. custom_course_id: left out, a new course is made; given, that course of the user is made or, when it is there, brought up to date, so that a call with an id of your own can be repeated. In an update what is left out (or null) stays as it is; a title given overwrites the one that the owner may have chosen. title: 1–200 characters. status: queued (the default of a new course), generating, ready or failed; it goes from queued over generating to ready or failed, steps may be left out; a ready course stays ready and may be corrected, a failed one starts again. course: any JSON object up to 1 MB as text, kept whole, its numbers integers within ±(2^53−1) (fractions as strings); needed at once only for a course that starts as ready. audio: up to 1 MB as text; url begins with https://, sha256 is in lower-case hex, seconds an integer. hold_id: the user''s credit hold that pays for it.
Answer: {ok, custom_course_id, title, status, sha256, hold_id, created}. sha256 is that of the canonical text of course, docs/canonical-json.md says how to compute it elsewhere.
Refusals: unsupported_number (422; details.number), user_not_found (404), hold_not_found (404), course_status_conflict (409; details.status is the course''s); PT400 for a bad argument.
Example: POST /rpc/save_custom_course {"p_user_id": "…", "p_course": {"title": "Better sleep", "status": "generating", "hold_id": "…"}}.';

create or replace function private.save_custom_course(p_user_id uuid, p_course jsonb, p_at timestamptz)
returns jsonb
language plpgsql
volatile
security invoker
set search_path = pg_catalog, pg_temp
as $$
declare
  v_course record;
  v_number text;
  v_old public.custom_courses;
  v_row public.custom_courses;
begin
  select * into strict v_course from private.course_argument(p_course);
  v_number := private.unsupported_number(v_course.course);
  if v_number is not null then
    return private.refuse('unsupported_number', jsonb_build_object('number', v_number));
  elsif private.lock_user(p_user_id, p_at) is null then
    return private.refuse('user_not_found');
  end if;
  -- Before anything that raises the user's generation: a client that renames the course holds it in this order too.
  select * into v_old
    from public.custom_courses as c
   where c.user_id = p_user_id and c.custom_course_id = v_course.custom_course_id for no key update;
  perform from private.credit_holds as h where h.user_id = p_user_id and h.hold_id = v_course.hold_id;
  if not found and v_course.hold_id is not null then
    return private.refuse('hold_not_found');
  elsif v_old.user_id is not null and not private.may_become(v_old.status, coalesce(v_course.status, v_old.status)) then
    return private.refuse('course_status_conflict', jsonb_build_object('status', v_old.status));
  elsif v_old.user_id is null and v_course.title is null then
    raise sqlstate 'PT400' using message = 'title is missing';
  elsif v_old.user_id is null and v_course.course is null and coalesce(v_course.status, 'queued') = 'ready' then
    raise sqlstate 'PT400' using message = 'course is missing';
  end if;

  if v_old.user_id is null then
    v_course.course := coalesce(v_course.course, '{}');
    insert into public.custom_courses (user_id, custom_course_id, title, status, course, audio, sha256, hold_id)
    values (
      p_user_id, coalesce(v_course.custom_course_id, gen_random_uuid()), v_course.title, coalesce(v_course.status, 'queued'),
      v_course.course, coalesce(v_course.audio, '[]'), private.canonical_sha256(v_course.course), v_course.hold_id)
    returning * into strict v_row;
  else
    update public.custom_courses as c
       set title = coalesce(v_course.title, c.title),
           status = coalesce(v_course.status, c.status),
           course = coalesce(v_course.course, c.course),
           audio = coalesce(v_course.audio, c.audio),
           sha256 = private.canonical_sha256(coalesce(v_course.course, c.course)),
           hold_id = coalesce(v_course.hold_id, c.hold_id)
     where c.user_id = p_user_id and c.custom_course_id = v_old.custom_course_id
    returning * into strict v_row;
  end if;
  return jsonb_build_object(
    'ok', true,
    'custom_course_id', v_row.custom_course_id,
    'title', v_row.title,
    'status', v_row.status,
    'sha256', v_row.sha256,
    'hold_id', v_row.hold_id,
    'created', v_old.user_id is null);
end;
$$;
revoke all on function private.save_custom_course(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.save_custom_course(uuid, jsonb, timestamptz) is 'save_custom_course at a given time.';

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

create or replace function private.may_become(p_from text, p_to text)
returns boolean
language plpgsql
immutable
security invoker
set search_path = pg_catalog, pg_temp
as $$
begin
  return case p_from
    when 'queued' then true
    when 'generating' then p_to <> 'queued'
    -- Content is corrected in place. A late message of a worker that gave up must not undo a course that the user listens to.
    when 'ready' then p_to = 'ready'
    -- Tried again from the start, with a new hold: the old one was given back.
    when 'failed' then p_to <> 'ready'
  end;
end;
$$;
revoke all on function private.may_become(text, text) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.may_become(text, text) is 'Whether a custom course of one status may be saved with another: queued → generating → ready or failed, steps may be left out, the same status always; a ready one stays ready, a failed one starts again.';
commit;
