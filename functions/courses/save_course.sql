create or replace function private.save_course(p_user_id uuid, p_course jsonb, p_at timestamptz)
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
revoke all on function private.save_course(uuid, jsonb, timestamptz) from public, anon, authenticated, service_role, dochub_admin;
comment on function private.save_course(uuid, jsonb, timestamptz) is 'save_custom_course at a given time.';
